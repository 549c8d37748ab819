/**
 * The whole script of the sandbox frame: starts the worker, whose source is the page's first
 * message, then hands `{message, transfer}` through both ways.
 *
 * Package code can post whatever it likes to this frame, and outside Chromium the frame shares
 * the page's thread: a worker that floods is ended.
 */
import type { Envelope, FromFrame, FromSandbox, ToSandbox, WorkerSource } from '../protocol/sandbox.ts';

/** Messages a second that an honest worker stays far below: its run traffic has its own port. */
const FLOOD = 200;

const tellPage = (message: FromFrame | FromSandbox, transfer: Transferable[] = []): void => {
  parent.postMessage(message, '*', transfer);
};
const reportFailure = (event: ErrorEvent): void => {
  event.preventDefault();
  tellPage({ kind: 'frame-failed', reason: event.message || 'the worker did not start' });
};

/** What came for the worker before it was up. */
const early: Envelope<ToSandbox>[] = [];
let handOn = (envelope: Envelope<ToSandbox>): void => {
  early.push(envelope);
};

/** WebKit lets a data: worker read no Blob, but the frame may. */
function withBytes(post: (envelope: Envelope<ToSandbox>) => void): typeof post {
  return async (envelope) => {
    const { message } = envelope;
    if (message.kind !== 'part' || !(message.content instanceof Blob)) return post(envelope);
    try {
      const content = await message.content.arrayBuffer();
      post({ message: { ...message, content }, transfer: [content] });
    } catch (error) {
      post({ message: { kind: 'no-part', name: message.name, reason: String(error) }, transfer: [] });
    }
  };
}

function start(url: string, from: 'blob' | 'data', failed: (event: ErrorEvent) => void): void {
  const worker = new Worker(url);
  worker.onerror = failed;
  worker.onmessage = () => {
    // its first message says that it is up
    worker.onerror = reportFailure;
    let second = 0;
    let relayed = 0;
    worker.onmessage = (event: MessageEvent<Envelope<FromSandbox>>) => {
      const now = Math.floor(performance.now() / 1000);
      relayed = now === second ? relayed + 1 : 1;
      second = now;
      if (relayed > FLOOD) {
        worker.terminate();
        tellPage({
          kind: 'frame-failed',
          reason: `the package sent more than ${FLOOD} messages within a second`,
        });
        return;
      }
      tellPage(event.data.message, event.data.transfer);
    };
    handOn = ({ message, transfer }) => worker.postMessage(message, transfer);
    if (from === 'data') handOn = withBytes(handOn);
    tellPage({ kind: 'worker-up', from });
    for (const envelope of early.splice(0)) handOn(envelope);
  };
}

window.onmessage = (event: MessageEvent<WorkerSource>) => {
  if (event.source !== parent) return;
  const { source } = event.data;
  window.onmessage = (event: MessageEvent<Envelope<ToSandbox>>) => {
    if (event.source === parent) handOn(event.data);
  };
  // WebKit refuses a blob: worker here once the page is isolated. Elsewhere data: is slower: the
  // megabyte is the script's name, and Firefox copies it with every exception and wasm module.
  start(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), 'blob', (event) => {
    event.preventDefault();
    // Browsers limit a URL to 2 MB and more: escape only what a data: URL cannot hold.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find
    const escaped = source.replace(/[%#\0-\x1f\x7f-\uffff]+/g, (part) => encodeURIComponent(part));
    start(`data:text/javascript;charset=utf-8,${escaped}`, 'data', reportFailure);
  });
};
tellPage({ kind: 'frame-up' });
