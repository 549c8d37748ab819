// What the visitor gives to one placeholder of the manifest.
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { Placeholder } from '../../protocol/plan.ts';

export class PlaceholderEntry {
  readonly name: string;
  placeholder = $state.raw<Placeholder>() as Placeholder;
  text = $state('');
  /** What is wrong at the places where it stands, errors only. */
  problems = $state.raw<Diagnostic[]>([]);
  /** Set by an attempt to run: an empty field is no fault before. */
  asked = $state(false);

  constructor(placeholder: Placeholder) {
    this.name = placeholder.name;
    this.placeholder = placeholder;
  }

  /** For its field, and for the words beside it. */
  get id(): string {
    return `value-${this.name}`;
  }

  /** Why it keeps the pipeline from running, or empty. */
  get problem(): string {
    return this.problems[0]?.message ?? '';
  }

  /** The problem with its way out, once it is worth saying: a missing value when a run was asked for, else at once. */
  get shownProblem(): string {
    const [first] = this.problems;
    if (!first || (this.#isMissing && !this.asked)) return '';
    return [first.message, first.help].filter(Boolean).join(' ');
  }

  get #isMissing(): boolean {
    return this.problems[0]?.placeholder === this.name;
  }
}

/** Whether a problem is about this placeholder: about itself, or about the value that it is part of. */
export function isAbout(problem: Diagnostic, { name, places }: Placeholder): boolean {
  if (problem.severity !== 'error') return false;
  if (problem.placeholder !== undefined) return problem.placeholder === name;
  const { path } = problem;
  return (
    path !== undefined && places.some((place) => isWithin(path, place.path) || isWithin(place.path, path))
  );
}

function isWithin(inner: string, outer: string): boolean {
  return outer !== '' && inner.startsWith(outer) && /^($|[.[])/.test(inner.slice(outer.length));
}
