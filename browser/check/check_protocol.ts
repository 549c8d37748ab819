/** What the check page asks of the check worker, over the port that is the broker's in the product. */

export type Check =
  | { ask: 'start' }
  | { ask: 'python'; code: string }
  | { ask: 'python-async'; code: string }
  /** `base`: the page's origin. */
  | { ask: 'escapes'; base: string }
  /** The size of a start-up part, as it came from the page. */
  | { ask: 'part'; name: string }
  | { ask: 'flood' };

export type CheckRequest = Check & { id: number };
export type CheckAnswer = { id: number; value: unknown } | { id: number; error: string };
