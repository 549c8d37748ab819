// What the SDK's newer container says that it needs, in words.
import type { OciTarget } from '../../protocol/package.ts';

/** Reasons of the reader that tell of the content and not of trust. */
export const ABOUT_CONTENT: ReadonlySet<string> = new Set(['oci-layout', 'native-parts']);

export interface Need {
  what: string;
  /** Whether it is here: a wheel lies in the bundle, machine code is never loaded. */
  use: string;
}

export function needsOf(target: OciTarget): Need[] {
  return [
    ...(target.python ? [{ what: target.python, use: 'nodes in Python run on the page’s own' }] : []),
    ...target.wheels.map((what) => ({ what, use: 'installed if it fits' })),
    ...target.assets.map((what) => ({ what, use: 'read by the nodes' })),
    ...target.plugins.map((what) => ({ what, use: 'machine code: not loaded' })),
    ...(target.native_runtime ? [{ what: 'a runtime of its own', use: 'machine code: not loaded' }] : []),
  ];
}
