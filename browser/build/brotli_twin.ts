/** A file's brotli twin, for hosts that send one where the browser takes it. */
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { cached } from './build_cache.ts';

/** Below this a twin saves less than its request's headers weigh. */
const WORTH_BYTES = 4096;
/** 11 takes ten times as long for 5 % less. */
const QUALITY = 9;

/** Null where a twin would not be smaller by a tenth, as with archives that are packed already. */
export async function pack(root: string, content: string | Uint8Array): Promise<Uint8Array | null> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (bytes.length < WORTH_BYTES) return null;
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: QUALITY, [BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const make = () => promisify(brotliCompress)(bytes, { params });
  const packed = await cached(root, 'twin.br', [`brotli ${QUALITY}`, bytes], make);
  return packed.length < bytes.length * 0.9 ? packed : null;
}
