import type { BrokerFailure } from '../protocol/broker_messages.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';

/** Something that the visitor is told, with its place and the way out: no defect of the runtime. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly diagnostics: Diagnostic[];

  constructor(diagnostics: Diagnostic[]) {
    super(diagnostics.map(({ message }) => message).join(' '));
    this.diagnostics = diagnostics;
  }
}

/** An error, field by field, for the way to the page. */
export function failureOf(error: unknown): BrokerFailure {
  if (error instanceof BrokerError)
    return { message: error.message, diagnostics: error.diagnostics, stack: '' };
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: 'broker-failed',
    message: 'The part of the page that reads packages failed.',
    help: 'Reload the page; if that repeats, report it with the details below.',
    cause: { type: name, message, traceback: stack ?? '' },
  };
  return { message, diagnostics: [diagnostic], stack: stack ?? '' };
}
