import { expect, it } from 'vitest';
import { StartSteps } from './start_steps.ts';

it('adds the bytes of all parts of a step and is finished with the last of them', () => {
  const steps = new StartSteps();
  const first = steps.count('Python files', 10);
  const second = steps.count('Python files', 30);
  first(4);
  first(10);
  expect(steps.list()).toEqual([{ name: 'Python files', done_bytes: 10, total_bytes: 40, finished: false }]);
  second(30);
  expect(steps.list()).toEqual([{ name: 'Python files', done_bytes: 40, total_bytes: 40, finished: true }]);
});

it('opens a finished step again when another part is asked for', () => {
  const steps = new StartSteps();
  steps.count('Python files', 10)(10);
  steps.count('Python files', 5);
  expect(steps.list()[0]?.finished).toBe(false);
});

it('tells every change until the listener leaves', () => {
  const steps = new StartSteps();
  const told: string[] = [];
  const leave = steps.subscribe((list) =>
    told.push(list.map((step) => `${step.name} ${step.finished}`).join(', ')),
  );
  steps.begin('Sandbox');
  steps.finish('Sandbox');
  leave();
  steps.begin('Python');
  expect(told).toEqual(['Sandbox false', 'Sandbox true']);
});
