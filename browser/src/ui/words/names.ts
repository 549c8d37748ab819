// One name for one thing, everywhere on the page.
import type { Verdict } from '../../protocol/package.ts';
import type { PortType } from '../../protocol/plan.ts';
import type { RunPhase } from '../../protocol/run.ts';
import { formatPlural } from './format.ts';

export type Tone = 'neutral' | 'good' | 'warning' | 'bad' | 'accent';

const LOCKED_IN = 'It runs locked in: no network, no access to your files.';

/** What stands for a verdict, where that is not its own word. */
export const VERDICT_WORDS: Partial<Record<Verdict, string>> = { own: 'no code inside' };

/** The verdict's word and its reasons come from the reader; this is what follows for the visitor. */
export const VERDICTS: Record<Verdict, { tone: Tone; follows: string }> = {
  verified: { tone: 'good', follows: LOCKED_IN },
  'unknown-signer': { tone: 'warning', follows: LOCKED_IN },
  unsigned: { tone: 'neutral', follows: LOCKED_IN },
  broken: { tone: 'bad', follows: 'It will not run.' },
  own: { tone: 'neutral', follows: 'A manifest by itself: it runs on the nodes that are built in.' },
};

export const PHASES: Record<RunPhase, { word: string; tone: Tone }> = {
  starting: { word: 'Starting', tone: 'accent' },
  running: { word: 'Running', tone: 'accent' },
  done: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  stopped: { word: 'Stopped', tone: 'warning' },
};

/** How a run came out, in words: one that ended well may still have something to tell. */
export function outcomeOf(phase: RunPhase, warnings: number): { word: string; with: string; tone: Tone } {
  const { word, tone } = PHASES[phase];
  const how = warnings === 0 ? '' : warnings === 1 ? 'a warning' : formatPlural(warnings, 'warning');
  return { word, with: how, tone: tone === 'good' && warnings > 0 ? 'warning' : tone };
}

export const PORT_WORDS: Record<PortType, string> = {
  any: 'any data',
  audio: 'audio',
  text: 'text',
  json: 'JSON',
  tensor: 'tensor',
  bytes: 'bytes',
  transcript: 'transcript',
};

export const HOST_WORDS = { engine: 'Rust', python: 'Python' } as const;

/** What a node is doing, told by a word and a sign, never by colour alone. */
export type NodeState = 'waiting' | 'active' | 'done' | 'failed' | 'stopped';

export const NODE_STATES: Record<NodeState, { word: string; tone: Tone }> = {
  waiting: { word: 'waiting', tone: 'neutral' },
  active: { word: 'working', tone: 'accent' },
  done: { word: 'done', tone: 'good' },
  failed: { word: 'failed', tone: 'bad' },
  stopped: { word: 'stopped', tone: 'warning' },
};
