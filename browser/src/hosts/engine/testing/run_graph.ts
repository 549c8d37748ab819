/** Runs a manifest through the real driver over a real port, and gathers what comes out. */
import type {
  BundleFile,
  FromPipeline,
  PlacedSource,
  RunBatch,
  RunEnd,
  ToPipeline,
} from '../../../protocol/pipeline_messages.ts';
import type { NodeHost } from '../node_host.ts';
import { serveRun } from '../serve_run.ts';
import { vendoredRust } from './vendored_rust.ts';

export interface GraphRun {
  manifest: unknown;
  traced?: boolean;
  sources?: PlacedSource[];
  /** Files by input, for `want`. */
  files?: Record<number, Uint8Array>;
  /** Types that run in `host`. */
  pythonNodes?: Record<string, unknown>;
  /** Classes that the bundle defines, and its files. */
  bundleNodes?: string[];
  bundleFiles?: BundleFile[];
  host?: NodeHost;
  /** False: nobody takes outputs, so the window fills. */
  takes?: boolean;
  onMessage?: (message: FromPipeline, send: (message: ToPipeline) => void) => void;
}

export interface GraphResult {
  end: RunEnd;
  /** Texts of JSON outputs in the order they came. */
  texts: string[];
  outputs: RunBatch['outputs'];
  batches: RunBatch[];
  messages: FromPipeline[];
}

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

export function runGraph(graph: GraphRun): Promise<GraphResult> {
  const { port1, port2 } = new MessageChannel();
  const messages: FromPipeline[] = [];
  const send = (message: ToPipeline) => port1.postMessage(message);
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      port1.close();
      act();
    };
    port1.onmessage = ({ data }: MessageEvent<FromPipeline>) => {
      messages.push(data);
      if (data.kind === 'want') {
        const file = graph.files?.[data.input] ?? new Uint8Array();
        send({
          kind: 'slice',
          input: data.input,
          bytes: file.slice(data.offset, data.offset + data.bytes).buffer,
        });
      }
      if (data.kind === 'batch' && graph.takes !== false)
        send({ kind: 'taken', bytes: data.batch.output_bytes });
      graph.onMessage?.(data, send);
      if (data.kind === 'ended') finish(() => resolve(result(data.end, messages)));
    };
    serveRun({
      rust: vendoredRust(),
      port: port2,
      pythonHost: async () => {
        if (!graph.host) throw new Error('this graph should need no host');
        return graph.host;
      },
      fail: (error) => finish(() => reject(error)),
    });
    const context = {
      python_nodes: graph.pythonNodes ?? {},
      bundle_nodes: graph.bundleNodes ?? [],
      manifest_file: 'manifest.json',
      trace: graph.traced ?? false,
    };
    send({
      kind: 'run',
      request: {
        manifest: bytesOf(graph.manifest),
        context: bytesOf(context),
        files: graph.bundleFiles ?? [],
        sources: graph.sources ?? [],
        traced: graph.traced ?? false,
      },
    });
  });
}

function result(end: RunEnd, messages: FromPipeline[]): GraphResult {
  const batches = messages.flatMap((message) => (message.kind === 'batch' ? [message.batch] : []));
  const outputs = batches.flatMap((batch) => batch.outputs);
  const texts = outputs.map(({ value }) => ('text' in value ? value.text : ''));
  return { end, texts, outputs, batches, messages };
}
