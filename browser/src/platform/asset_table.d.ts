// Written by the build (browser/build/asset_plugin.ts).
declare module 'virtual:asset_table' {
  /** Where the files lie, relative to the module that imports this. */
  export const root: string;
  /** Name → [path below root, bytes]. */
  export const assets: Readonly<Record<string, readonly [path: string, bytes: number]>>;
}
