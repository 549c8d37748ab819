/**
 * The one place that knows where the page's files lie. Parts of the runtime are named (`layout.json`,
 * `runtime_bg.wasm`, `examples/calculator.rmpkg`); the build says under which path each was written.
 * Paths are found from this module's own URL, so the page works in any folder of any host, and
 * module workers resolve the same.
 */
import { assets, root } from 'virtual:asset_table';

export interface LoadOptions {
  signal?: AbortSignal;
  /** Bytes that have come so far, after undoing any content encoding. */
  onProgress?: (bytes: number) => void;
}

/** A file of the page that could not be had. */
export class AssetError extends Error {
  override readonly name = 'AssetError';
}

export interface Assets {
  /** Names that begin with `prefix`, in the build's order. */
  names(prefix?: string): string[];
  /** Size in bytes once loaded. Throws AssetError for a name that the build does not know. */
  bytes(name: string): number;
  url(name: string): URL;
  /** Rejects with AssetError, or with the signal's reason. */
  load(name: string, options?: LoadOptions): Promise<ArrayBuffer>;
  text(name: string, options?: LoadOptions): Promise<string>;
}

/** `base`: the folder of the page's files, where they do not lie as the build put them. */
export function createAssets(base: URL | string = new URL(/* @vite-ignore */ root, import.meta.url)): Assets {
  const entry = (name: string): readonly [path: string, bytes: number] => {
    const found = Object.hasOwn(assets, name) ? assets[name] : undefined;
    if (!found) throw new AssetError(`${name} is not a file of this page`);
    return found;
  };
  const url = (name: string) => new URL(entry(name)[0], base);
  const load = async (name: string, options: LoadOptions = {}) => {
    const bytes = entry(name)[1];
    const response = await request(name, url(name), options.signal);
    const body = await read(response, bytes, options.onProgress).catch((cause: unknown) => {
      options.signal?.throwIfAborted();
      throw new AssetError(`${name} broke off while it was loaded from ${url(name).href}`, { cause });
    });
    if (body.byteLength === bytes) return body;
    throw new AssetError(
      `${name} has ${body.byteLength} bytes, not ${bytes}: the page and its files are of different versions; reload the page`,
    );
  };
  return {
    names: (prefix = '') => Object.keys(assets).filter((name) => name.startsWith(prefix)),
    bytes: (name) => entry(name)[1],
    url,
    load,
    text: async (name, options) => new TextDecoder().decode(await load(name, options)),
  };
}

async function request(name: string, url: URL, signal: AbortSignal | undefined): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, signal ? { signal } : {});
  } catch (cause) {
    signal?.throwIfAborted();
    throw new AssetError(`${name} could not be loaded from ${url.href}: no answer`, { cause });
  }
  if (!response.ok) throw new AssetError(`${name} could not be loaded from ${url.href}: ${response.status}`);
  return response;
}

/** Into one buffer of the known size: no list of chunks that would hold everything twice. */
async function read(
  response: Response,
  bytes: number,
  onProgress: LoadOptions['onProgress'],
): Promise<ArrayBuffer> {
  if (!onProgress || !response.body) return response.arrayBuffer();
  const whole = new Uint8Array(bytes);
  let at = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > bytes) return new ArrayBuffer(at + value.length); // its size tells of another version
    whole.set(value, at);
    at += value.length;
    onProgress(at);
  }
  return at === bytes ? whole.buffer : whole.buffer.slice(0, at);
}
