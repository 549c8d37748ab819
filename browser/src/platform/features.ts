/** What this browser and device can do, asked once. Other code chooses by these answers only. */

export interface Features {
  /** SharedArrayBuffer and threads: the page was served with COOP and COEP. */
  crossOriginIsolated: boolean;
  /** GiB, coarse, at most 8; null where the browser does not tell. */
  deviceMemory: number | null;
  cores: number;
  /** A pointer that is a finger: a phone or a tablet. */
  touchFirst: boolean;
  /** The names of wasm stack switching exist; whether it works only a worker can tell. */
  stackSwitchingNamed: boolean;
}

/** What is looked at; a test hands in its own. */
export interface Surroundings {
  crossOriginIsolated?: boolean;
  navigator?: { deviceMemory?: number; hardwareConcurrency?: number };
  matchMedia?: (query: string) => { matches: boolean };
  WebAssembly?: object;
}

export function probeFeatures(here: Surroundings = globalThis as Surroundings): Features {
  return {
    crossOriginIsolated: here.crossOriginIsolated === true,
    deviceMemory: here.navigator?.deviceMemory ?? null,
    cores: here.navigator?.hardwareConcurrency ?? 1,
    touchFirst: here.matchMedia?.('(hover: none) and (pointer: coarse)').matches ?? false,
    stackSwitchingNamed: here.WebAssembly !== undefined && 'Suspending' in here.WebAssembly,
  };
}

/**
 * Whether a spare sandbox may hold a started Python: 145 MB, against 22 MB with only its worker up.
 * Where the browser does not tell its memory, a computer is taken to have enough and a phone not.
 */
export function affordsSparePython(features: Features): boolean {
  return features.deviceMemory === null ? !features.touchFirst : features.deviceMemory >= 4;
}
