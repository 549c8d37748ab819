/**
 * The start-up bytes in the page, loaded once and handed out again for each new sandbox: undoing a
 * content encoding costs as much as a whole restore (0.3 s). They rest in Blobs, which the browser
 * keeps outside the page's own heap and which can be read in the sandbox without passing through it.
 */

export interface PartSource {
  names(): string[];
  /** What every sandbox is given, and what Python's start needs, in the order of need. All else is
   *  given when it is asked for. */
  readonly always: string[];
  readonly python: string[];
  bytes(name: string): number;
  /** The row of the start's progress that the part counts for. */
  group(name: string): string;
  load(name: string, onProgress: (bytes: number) => void): Promise<ArrayBuffer>;
}

export interface PartStore {
  /** Size in bytes, or null for a name that there is no part of. */
  bytes(name: string): number | null;
  readonly always: string[];
  readonly python: string[];
  group(name: string): string;
  /** Rejects where the part cannot be had; the next call tries again. */
  take(name: string, onProgress: (bytes: number) => void): Promise<Blob>;
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
    always: source.always,
    python: source.python,
    group: (name) => source.group(name),
    async take(name, onProgress) {
      const blob = resting.get(name) ?? load(name);
      listeners.get(name)?.add(onProgress);
      const content = await blob;
      onProgress(content.size);
      return content;
    },
  };
}
