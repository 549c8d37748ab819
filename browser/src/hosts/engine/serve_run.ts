/** Serves one run over a port, whatever thread it ends in. */
import type { RustModule } from '../../platform/rust_module.ts';
import type { FromPipeline, ToPipeline } from '../../protocol/pipeline_messages.ts';
import type { NodeHost } from './node_host.ts';
import { OutsideDesk } from './outside_desk.ts';
import { PipelineRun } from './pipeline_run.ts';

export interface RunService {
  rust: RustModule;
  /** The other end is the broker's. */
  port: MessagePort;
  /** Makes Python's host; asked only for a plan that needs it. */
  pythonHost(): Promise<NodeHost>;
  /** The driver itself is broken. */
  fail(error: unknown): void;
}

export function serveRun({ rust, port, pythonHost, fail }: RunService): void {
  const post = (message: FromPipeline, transfer: Transferable[] = []) => port.postMessage(message, transfer);
  const desk = new OutsideDesk((request) => post({ kind: 'outside', request }));
  const run = new PipelineRun({ rust, post, pythonHost, outside: (ask, body) => desk.ask(ask, body) });
  const handlers: { [Kind in ToPipeline['kind']]: (message: Extract<ToPipeline, { kind: Kind }>) => void } = {
    ...run.handlers,
    run: ({ request }) => void run.start(request).catch(fail),
    outside_answer: ({ answer }) => desk.settle(answer),
  };
  port.onmessage = ({ data }: MessageEvent<ToPipeline>) => {
    (handlers[data.kind] as (message: ToPipeline) => void)(data);
  };
}
