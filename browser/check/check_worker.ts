/** Serves in the sandbox in the engine driver's place: what the smoke test has to ask of it. */
import { type StartedPython, startPython } from '../src/hosts/python/start_python.ts';
import { type SandboxScope, serveSandbox } from '../src/sandbox/worker/worker_scope.ts';
import type { Check, CheckAnswer, CheckRequest } from './check_protocol.ts';
import { tryEscapes } from './escape_attempts.ts';

serveSandbox(startPython, async (scope) => {
  const port = await scope.broker;
  port.onmessage = async ({ data }: MessageEvent<CheckRequest>) => {
    let answer: CheckAnswer;
    try {
      answer = { id: data.id, value: await answerTo(scope, data) };
    } catch (error) {
      answer = { id: data.id, error: error instanceof Error ? error.message : String(error) };
    }
    port.postMessage(answer);
  };
});

async function answerTo(scope: SandboxScope<StartedPython>, check: Check): Promise<unknown> {
  switch (check.ask) {
    case 'start': {
      const { how, reason, jspi, marks } = await scope.python();
      return { how, reason, jspi, marks, isolated: self.crossOriginIsolated, origin: self.origin };
    }
    case 'python':
      return String((await scope.python()).py.runPython(check.code));
    case 'python-async':
      return String(await (await scope.python()).py.runPythonAsync(check.code));
    case 'escapes':
      return tryEscapes(check.base);
    case 'part':
      return (await scope.bytes(check.name)).byteLength;
    case 'flood':
      for (;;) self.postMessage({ message: { kind: 'pong', beat: 0 }, transfer: [] });
  }
}
