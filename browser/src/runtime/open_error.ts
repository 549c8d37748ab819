import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { OpenError } from '../protocol/run.ts';

/** The file cannot be opened at all: `diagnostics` say why and what would help. */
export class CannotOpen extends Error implements OpenError {
  override readonly name = 'OpenError';
  readonly diagnostics: Diagnostic[];

  constructor(message: string, diagnostics: Diagnostic[]) {
    super(message);
    this.diagnostics = diagnostics;
  }
}
