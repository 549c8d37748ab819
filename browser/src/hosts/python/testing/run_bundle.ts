/** Runs a bundle's manifest and Python files through the real engine, driver and Pyodide, over a real port. */
import { RecordingFeed } from '../../../broker/recording_feed.ts';
import { readerOfBytes, SameThreadDecoder } from '../../../broker/same_thread_decoder.ts';
import type { FromPipeline, InputSource, RunEnd, ToPipeline } from '../../../protocol/pipeline_messages.ts';
import type { OutputPacket } from '../../../protocol/value.ts';
import type { NodeHost } from '../../engine/node_host.ts';
import { serveRun } from '../../engine/serve_run.ts';
import { vendoredAudioFiles, vendoredRust } from '../../engine/testing/vendored_rust.ts';

export interface BundleRun {
  /** Nodes of the manifest in a row: each is connected to the next unless `connections` says otherwise. */
  nodes: { id: string; node_type: string; params?: unknown; on_error?: string; is_output_node?: boolean }[];
  connections?: { from: string; to: string }[];
  /** Python files by their path in the bundle. */
  files?: Record<string, string>;
  /** Types that the files define. */
  bundleNodes?: unknown[];
  /** Standard Python types, as the catalogue describes them. */
  pythonNodes?: Record<string, unknown>;
  /** JSON values for the one input, or a recording. */
  values?: unknown[];
  recording?: Uint8Array<ArrayBuffer>;
  host: NodeHost;
}

export interface BundleResult {
  end: RunEnd;
  outputs: OutputPacket[];
  /** Parsed JSON of the outputs that are JSON. */
  values: unknown[];
  logs: { node: number; stream: string; text: string }[];
}

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function feedOf(recording: Uint8Array<ArrayBuffer>, post: (message: ToPipeline) => void): RecordingFeed {
  return new RecordingFeed({
    input: 0,
    recording: { file: new Blob([recording]), name: 'recording.wav' },
    decoder: new SameThreadDecoder(vendoredAudioFiles(), readerOfBytes),
    post,
    note: () => {},
  });
}

export function runBundle(run: BundleRun): Promise<BundleResult> {
  const { port1, port2 } = new MessageChannel();
  const result: BundleResult = { end: { how: 'cancelled' }, outputs: [], values: [], logs: [] };
  const send = (message: ToPipeline) => port1.postMessage(message);
  const source: InputSource = run.recording
    ? { kind: 'recording', name: 'recording.wav' }
    : { kind: 'json', texts: (run.values ?? []).map((value) => JSON.stringify(value)) };
  const sound = run.recording ? feedOf(run.recording, send) : null;
  return new Promise((resolve, reject) => {
    const handlers: {
      [Kind in FromPipeline['kind']]?: (message: Extract<FromPipeline, { kind: Kind }>) => void;
    } = {
      want_sound: () => sound?.want(),
      batch: ({ batch }) => {
        result.outputs.push(...batch.outputs);
        result.logs.push(...batch.logs);
        send({ kind: 'taken', bytes: batch.output_bytes });
      },
      ended: ({ end }) => {
        port1.close();
        for (const { value } of result.outputs)
          if (value.kind === 'json') result.values.push(JSON.parse(value.text));
        resolve({ ...result, end });
      },
    };
    port1.onmessage = ({ data }: MessageEvent<FromPipeline>) =>
      (handlers[data.kind] as ((message: FromPipeline) => void) | undefined)?.(data);
    serveRun({
      rust: vendoredRust(),
      port: port2,
      pythonHost: async () => run.host,
      fail: (error) => {
        port1.close();
        reject(error);
      },
    });
    const connections =
      run.connections ?? run.nodes.slice(1).map(({ id }, i) => ({ from: run.nodes[i]?.id ?? '', to: id }));
    send({
      kind: 'run',
      request: {
        manifest: json({ version: 'v1', metadata: { name: 'test' }, nodes: run.nodes, connections }),
        context: json({
          python_nodes: run.pythonNodes ?? {},
          bundle_nodes: run.bundleNodes ?? [],
          manifest_file: 'manifest.json',
        }),
        files: Object.entries(run.files ?? {}).map(([name, text]) => ({
          name,
          bytes: new TextEncoder().encode(text),
        })),
        sources: [{ input: 0, source }],
        traced: false,
      },
    });
  });
}
