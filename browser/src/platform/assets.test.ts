import { afterEach, describe, expect, it, vi } from 'vitest';
import { AssetError, createAssets } from './assets.ts';

vi.mock('virtual:asset_table', () => ({
  root: '../',
  assets: {
    'runtime_bg.wasm': ['runtime/runtime_bg-0123456789.wasm', 4],
    'python/layout.json': ['python/layout-a.json', 2],
  },
}));
afterEach(() => vi.unstubAllGlobals());

const serve = (answer: (url: string) => Response | Promise<Response>) => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: URL) => {
    asked.push(url.href);
    return answer(url.href);
  });
  return asked;
};

describe('where files lie', () => {
  it('is below the folder that the page was put in', () => {
    const assets = createAssets('https://example.org/some/path/');
    expect(assets.url('runtime_bg.wasm').href).toBe(
      'https://example.org/some/path/runtime/runtime_bg-0123456789.wasm',
    );
  });

  it('is beside the folder of the built module unless told', () => {
    expect(createAssets().url('python/layout.json').pathname).toMatch(
      /\/browser\/src\/python\/layout-a\.json$/,
    );
  });

  it('is told for the names that the build knows, and for no others', () => {
    const assets = createAssets('https://example.org/');
    expect(assets.names('python/')).toEqual(['python/layout.json']);
    for (const name of ['absent.bin', 'toString', '__proto__']) {
      expect(() => assets.url(name)).toThrow(AssetError);
    }
  });
});

describe('loading', () => {
  const assets = createAssets('https://example.org/app/');

  it('gives the bytes and tells how they come', async () => {
    const asked = serve(() => new Response(new Uint8Array([1, 2, 3, 4])));
    const told: number[] = [];
    const bytes = await assets.load('runtime_bg.wasm', { onProgress: (come) => told.push(come) });
    expect(new Uint8Array(bytes)).toEqual(new Uint8Array([1, 2, 3, 4]));
    expect(told.at(-1)).toBe(4);
    expect(asked).toEqual(['https://example.org/app/runtime/runtime_bg-0123456789.wasm']);
  });

  it.each([
    ['too few', 3],
    ['too many', 9],
  ])('refuses %s bytes: another version of the page', async (_what, size) => {
    serve(() => new Response(new Uint8Array(size)));
    for (const options of [{}, { onProgress: () => {} }]) {
      await expect(assets.load('runtime_bg.wasm', options)).rejects.toThrow(/different versions/);
    }
  });

  it('names the file and its address where the host has none', async () => {
    serve(() => new Response('', { status: 404 }));
    await expect(assets.load('runtime_bg.wasm')).rejects.toThrow(
      'runtime_bg.wasm could not be loaded from https://example.org/app/runtime/runtime_bg-0123456789.wasm: 404',
    );
  });

  it('ends with the reason of the signal', async () => {
    const stop = new AbortController();
    serve(() => {
      stop.abort(new Error('the visitor left'));
      throw new TypeError('aborted');
    });
    await expect(assets.load('runtime_bg.wasm', { signal: stop.signal })).rejects.toThrow('the visitor left');
  });
});
