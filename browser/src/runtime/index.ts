/** The library's face: everything that an embedding page may use. */
export { type Assets, createAssets } from '../platform/assets.ts';
export type * from '../protocol/run.ts';
export { createRuntime, type RuntimeOptions } from './runtime.ts';
