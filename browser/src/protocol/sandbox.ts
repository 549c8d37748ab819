// What passes between the page, the sandbox frame and the pipeline worker in it.
//
// Order: the frame says that it is up → the page sends the worker's source, and what it knows will
// be needed → the worker says that it is up → the frame relays. What the worker misses of the
// start-up parts it asks for by name; the page gives each once. `connect` hands over the port that
// ends in the broker: all that a run has to say (pipeline_messages.ts) goes there.

/** Page → frame, first message. */
export interface WorkerSource {
  kind: 'source';
  source: string;
}

/** Page → worker. */
export type ToSandbox =
  | PartMessage
  /** The answer to a `need` that cannot be met. */
  | { kind: 'no-part'; name: string; reason: string }
  /** Start Python now, before a package asks for it. */
  | { kind: 'warm' }
  | { kind: 'connect'; port: MessagePort }
  /** Answered at once by a worker that can still answer. */
  | { kind: 'ping'; beat: number };

/** A start-up part, asked for by `need` or not. A Blob is a reference: whoever reads it gets the bytes
 *  from the browser in one copy, past the page and the frame. Where the worker cannot read it, the
 *  frame does. */
export interface PartMessage {
  kind: 'part';
  name: string;
  content: Blob | ArrayBuffer;
}

/** Worker → page; nothing of it may be believed once package code has run. */
export type FromSandbox =
  | { kind: 'need'; name: string }
  /** Python's start has begun: the page did not ask for it, the graph did. */
  | { kind: 'python-begins' }
  | { kind: 'python'; start: PythonStart }
  | { kind: 'python-failed'; reason: string }
  | { kind: 'pong'; beat: number }
  /** The worker's own code failed: the sandbox is of no further use. */
  | { kind: 'broken'; reason: string };

/** Frame → page, about the frame itself. */
export type FromFrame =
  | { kind: 'frame-up' }
  | { kind: 'worker-up'; from: 'blob' | 'data' }
  | { kind: 'frame-failed'; reason: string };

/** What the frame hands through, both ways, with what moves. */
export interface Envelope<Message> {
  message: Message;
  transfer: Transferable[];
}

/** How Python came up. */
export interface PythonStart {
  how: 'snapshot' | 'plain';
  /** With `plain`: why the snapshot was not used. Empty otherwise. */
  reason: string;
  /** True where Python can wait for a promise without `await` (wasm stack switching). */
  jspi: boolean;
  /** Stage → milliseconds since the worker began. */
  marks: Record<string, number>;
}
