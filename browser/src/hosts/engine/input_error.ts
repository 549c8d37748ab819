import type { Diagnostic } from '../../protocol/diagnostic.ts';

/** An input is not what it should be; nothing is wrong with the graph. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}
