/**
 * What a running package may ask for. Pure: a request and what was granted go in, the decision comes
 * out. Fails closed: what is not in the table is refused, whatever it is called.
 */

export interface Refusal {
  code: string;
  message: string;
  help: string;
}

export type Decision = { allowed: true; value: unknown } | { allowed: false; refusal: Refusal };

/** What the visitor has granted to this package, by kind. */
export interface Grants {
  /** Origins that it may reach, such as `https://api.example.com`. */
  network: readonly string[];
  microphone: boolean;
}

export const NO_GRANTS: Grants = { network: [], microphone: false };

type Rule = (body: unknown, grants: Grants) => Decision;

/** Every request that has a meaning, with what decides on it. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  // What it may do, so that a node can choose another way before it fails.
  ['permissions', (_, grants) => ({ allowed: true, value: grants })],
  [
    'network',
    () =>
      refuse(
        'network-not-available',
        'A package cannot reach the network here.',
        'Give it the data as an input, or as a file inside the bundle.',
      ),
  ],
  [
    'microphone',
    () =>
      refuse(
        'microphone-not-available',
        'A package cannot listen to the microphone here.',
        'Record first, and give it the recording as an input.',
      ),
  ],
  [
    'model',
    () =>
      refuse(
        'models-not-available',
        'A package cannot ask for models here.',
        'Put the file into the bundle.',
      ),
  ],
]);

/** Longest name of a request that is repeated in an answer. */
const MOST_NAME_CHARACTERS = 40;

export function decide(ask: string, body: unknown, grants: Grants): Decision {
  const rule = RULES.get(ask);
  if (rule) return rule(body, grants);
  const name = ask.length > MOST_NAME_CHARACTERS ? `${ask.slice(0, MOST_NAME_CHARACTERS)}…` : ask;
  return refuse(
    'unknown-request',
    `There is no request “${name}” that a package could make.`,
    `It may ask for: ${[...RULES.keys()].join(', ')}.`,
  );
}

function refuse(code: string, message: string, help: string): Decision {
  return { allowed: false, refusal: { code, message, help } };
}
