// A diagnostic in words: the same block that the terminal prints.
import type { Diagnostic } from '../../protocol/diagnostic.ts';

export interface Where {
  what: string;
  place: string;
}

/** Where it happened, from the node inwards. */
export function whereOf(problem: Diagnostic): Where[] {
  const list: Where[] = [];
  if (problem.node)
    list.push({
      what: 'Node',
      place: problem.node_type ? `${problem.node} (${problem.node_type})` : problem.node,
    });
  const line =
    problem.line === undefined
      ? ''
      : `line ${problem.line}${problem.column === undefined ? '' : `, column ${problem.column}`}`;
  if (problem.file || line)
    list.push({ what: 'File', place: [problem.file, line].filter(Boolean).join(', ') });
  if (problem.path) list.push({ what: 'In the manifest', place: problem.path });
  const also = problem.related?.map(({ path, line }) =>
    line === undefined ? path : `${path} (line ${line})`,
  );
  if (also?.length) list.push({ what: 'Also', place: also.join(', ') });
  if (problem.sequence !== undefined) list.push({ what: 'Packet', place: String(problem.sequence) });
  return list;
}

/** Everything, for a bug report. */
export function detailsText(problem: Diagnostic): string {
  const lines = [`${problem.severity}: ${problem.message}`, `code: ${problem.code}`];
  for (const { what, place } of whereOf(problem)) lines.push(`${what.toLowerCase()}: ${place}`);
  if (problem.help) lines.push(`way out: ${problem.help}`);
  if (problem.cause) lines.push('', `${problem.cause.type}: ${problem.cause.message}`);
  if (problem.cause?.traceback) lines.push('', problem.cause.traceback.trimEnd());
  return `${lines.join('\n')}\n`;
}

/** A traceback of so many lines is read faster than it is opened. */
const SHORT_TRACEBACK = 12;

export function isShort(traceback: string): boolean {
  return traceback.trimEnd().split('\n').length <= SHORT_TRACEBACK;
}

/** The cause's own message, or empty where the problem's message has it already. */
export function causeMessage({ message, cause }: Diagnostic): string {
  return cause && !message.includes(cause.message) ? cause.message : '';
}
