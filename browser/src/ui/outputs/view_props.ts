import type { Runtime } from '../../protocol/run.ts';
import type { OutputStream } from '../state/output_stream.svelte.ts';

/** What the runtime does for outputs, so that a file is the same here and in the terminal. */
export type OutputTools = Pick<Runtime, 'recording' | 'json'>;

/** What every view of an output is given. */
export interface OutputViewProps {
  stream: OutputStream;
  /** Name of the package, for the names of files. */
  base: string;
  runtime: OutputTools;
  /** Everything has come: the run is over and nothing ended it. */
  whole: boolean;
}
