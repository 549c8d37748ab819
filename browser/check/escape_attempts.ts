/** What a package could try from inside the sandbox; each must fail. Name → how it ended. */

/** Longer than any refusal takes: what stays silent has reached nothing. */
const PATIENCE_MS = 2500;

type Attempt = () => unknown;

export async function tryEscapes(base: string): Promise<Record<string, string>> {
  const attempts = Object.entries(attemptsAgainst(base));
  const outcomes = await Promise.all(attempts.map(async ([name, attempt]) => [name, await outcome(attempt)]));
  return Object.fromEntries(outcomes);
}

/** `OPEN` where the attempt got through, else what refused it. */
async function outcome(attempt: Attempt): Promise<string> {
  const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, SILENT));
  try {
    return (await Promise.race([attempt(), silence])) === SILENT ? 'silence' : 'OPEN';
  } catch (error) {
    if (error instanceof Error) return error.name;
    return error instanceof Event ? error.type : String(error);
  }
}

const SILENT = Symbol('silent');

function attemptsAgainst(base: string): Record<string, Attempt> {
  // Held in variables: a bundler resolves a literal specifier.
  const remoteModule = `${base}/leak-import.mjs`;
  const dataModule = 'data:text/javascript,export default 1';
  // biome-ignore lint/security/noGlobalEval: whether it is refused is the question
  const indirectEval = globalThis.eval;
  return {
    fetch: () => fetch(`${base}/leak-fetch`),
    'fetch no-cors': () => fetch(`${base}/leak-opaque`, { mode: 'no-cors' }),
    XMLHttpRequest: () => {
      const request = new XMLHttpRequest();
      request.open('GET', `${base}/leak-xhr`, false);
      request.send();
    },
    WebSocket: () => opened(new WebSocket(`${base.replace('http', 'ws')}/leak-socket`)),
    EventSource: () => opened(new EventSource(`${base}/leak-events`)),
    'import of http': () => import(remoteModule),
    'import of data': () => import(dataModule),
    importScripts: () => importScripts(`${base}/leak-scripts.js`),
    eval: () => indirectEval('1'),
    Function: () => new Function('return 1')(),
    IndexedDB: () => opened(indexedDB.open('leak')),
    OPFS: () => navigator.storage.getDirectory(),
    'Cache API': () => caches.open('leak'),
    'worker from the network': () => answered(new Worker(`${base}/leak-worker.js`)),
    'fetch of a nested worker': () => nestedFetch(`${base}/leak-nested`),
  };
}

interface Opening {
  onerror: unknown;
}

const opened = (target: Opening) =>
  new Promise((resolve, reject) => {
    Object.assign(target, { onopen: resolve, onsuccess: resolve, onerror: reject });
  });

const answered = (worker: Worker) =>
  new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = reject;
  });

/** A nested worker runs, as measured; the network must be as far from it as from its parent. */
async function nestedFetch(url: string): Promise<void> {
  const script = `fetch(${JSON.stringify(url)}).then(() => postMessage('fetched'), () => postMessage('refused'))`;
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(script)}`);
  const answer = (await answered(worker)) as MessageEvent<string>;
  if (answer.data !== 'fetched') throw new Error('refused');
}
