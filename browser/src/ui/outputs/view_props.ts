import type { Runtime } from '../../protocol/run.ts';
import type { OutputStream } from '../state/output_stream.svelte.ts';

/** What every view of an output is given. */
export interface OutputViewProps {
  stream: OutputStream;
  /** Name of the package, for the names of files. */
  base: string;
  wav: Runtime['wav'];
}
