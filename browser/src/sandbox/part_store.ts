/**
 * The start-up bytes in the page, loaded once and handed out again for each new sandbox: what is
 * given is transferred and gone, and undoing a content encoding costs as much as a whole restore
 * (0.3 s). They rest in Blobs, which the browser keeps outside the page's own heap.
 */

export interface PartSource {
  names(): string[];
  bytes(name: string): number;
  /** The row of the start's progress that the part counts for. */
  group(name: string): string;
  load(name: string, onProgress: (bytes: number) => void): Promise<ArrayBuffer>;
}

export interface PartStore {
  /** Size in bytes, or null for a name that there is no part of. */
  bytes(name: string): number | null;
  group(name: string): string;
  /** A buffer of its own for each call. Rejects where the part cannot be had; the next call tries again. */
  take(name: string, onProgress: (bytes: number) => void): Promise<ArrayBuffer>;
}

export function createPartStore(source: PartSource): PartStore {
  const known = new Set(source.names());
  const resting = new Map<string, Promise<Blob>>();
  const listeners = new Map<string, Set<(bytes: number) => void>>();

  const load = (name: string): Promise<Blob> => {
    const hearing = new Set<(bytes: number) => void>();
    listeners.set(name, hearing);
    const loading = source
      .load(name, (bytes) => {
        for (const tell of hearing) tell(bytes);
      })
      .then((buffer) => new Blob([buffer]))
      .finally(() => listeners.delete(name));
    resting.set(name, loading);
    loading.catch(() => resting.delete(name));
    return loading;
  };

  return {
    bytes: (name) => (known.has(name) ? source.bytes(name) : null),
    group: (name) => source.group(name),
    async take(name, onProgress) {
      const blob = resting.get(name) ?? load(name);
      listeners.get(name)?.add(onProgress);
      const buffer = await (await blob).arrayBuffer();
      onProgress(buffer.byteLength);
      return buffer;
    },
  };
}
