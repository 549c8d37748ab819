// The gallery's bundles, as the build lists them in examples/index.json.

/** What an example gives to one of its inputs: JSON text, or a file beside the bundle. */
export interface ExampleSample {
  json?: string;
  file?: string;
  size?: number;
  seconds?: number;
}

export interface Example {
  name: string;
  title: string;
  sentence: string;
  file: string;
  /** Bytes. */
  size: number;
  samples: Record<string, ExampleSample>;
}

/** The part of the page's files that the gallery needs. */
export interface ExampleFiles {
  load(
    name: string,
    options?: { signal?: AbortSignal; onProgress?: (bytes: number) => void },
  ): Promise<ArrayBuffer>;
  text(name: string): Promise<string>;
}

/** As far as what it comes with tells: one of its inputs is given sound. */
export function takesRecording({ samples }: Example): boolean {
  return Object.values(samples).some((sample) => sample.seconds !== undefined);
}

export async function listExamples(files: ExampleFiles): Promise<Example[]> {
  const { examples } = JSON.parse(await files.text('examples/index.json')) as { examples: Example[] };
  return examples;
}

export async function loadExampleFile(
  files: ExampleFiles,
  name: string,
  onProgress: (bytes: number) => void = () => {},
): Promise<Blob> {
  return new Blob([await files.load(`examples/${name}`, { onProgress })]);
}
