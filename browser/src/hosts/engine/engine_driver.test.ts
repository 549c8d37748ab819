import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FromPipeline } from '../../protocol/pipeline_messages.ts';
import { ListHost, type NodeFunction } from './testing/list_host.ts';
import { runGraph } from './testing/run_graph.ts';

const json = (texts: string[]) => [{ input: 0, source: { kind: 'json' as const, texts } }];
const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i));

const manifest = (nodes: unknown[], connections: unknown[] = []) => ({
  version: 'v1',
  metadata: { name: 'test' },
  nodes,
  connections,
});
const chain = (...nodes: { id: string; node_type: string; params?: unknown }[]) =>
  manifest(
    nodes,
    nodes.slice(1).map(({ id }, i) => ({ from: nodes[i]!.id, to: id })),
  );
const ANY = [{ name: 'default', type: 'any' }];
const pythonNodes = {
  Copy: { inputs: ANY, outputs: ANY, is_source: false },
  Source: { inputs: [], outputs: ANY, is_source: true },
};
const calculator = JSON.parse(
  readFileSync(new URL('../../../../examples/calculator/manifest.json', import.meta.url), 'utf8'),
);

/** Gives every value on as a new one; ends quietly. */
const copies: NodeFunction = ({ reason, values, output, complete }) => {
  if (reason === 0) output(values[0]);
  complete();
};

describe('a native graph', () => {
  test('gives the calculator example’s results and ends complete', async () => {
    const { end, texts } = await runGraph({ manifest: calculator, sources: json(['5', '7', '3']) });
    expect(texts).toEqual(['20', '24', '16']);
    expect(end).toEqual({ how: 'complete' });
  });

  test('keeps the spelling of numbers: 1.0 is a float', async () => {
    const { texts } = await runGraph({ manifest: calculator, sources: json(['1.0']) });
    expect(texts).toEqual(['12.0']);
  });

  test('takes more packets than its queues hold, in order, none lost', async () => {
    const { texts, end } = await runGraph({ manifest: calculator, sources: json(numbers(5000)) });
    expect(end).toEqual({ how: 'complete' });
    expect(texts).toEqual(numbers(5000).map((n) => String(Number(n) * 2 + 10)));
  });

  test('an input without a source ends the run', async () => {
    const { texts, end } = await runGraph({ manifest: calculator });
    expect(texts).toEqual([]);
    const cause = { message: expect.stringContaining('has no source') };
    expect(end).toMatchObject({ how: 'failed', error: { cause } });
  });

  test('an unknown node type ends the run with its place', async () => {
    const { end } = await runGraph({ manifest: chain({ id: 'a', node_type: 'NoSuchNode' }) });
    expect(end).toMatchObject({
      how: 'failed',
      error: { severity: 'error', path: expect.stringContaining('nodes[0]') },
    });
  });

  test('tells figures of every node at the end', async () => {
    const { batches } = await runGraph({ manifest: calculator, sources: json(['5', '7', '3']) });
    const figures = batches.findLast((batch) => batch.figures)?.figures;
    expect(figures?.nodes.map(({ packets_in }) => packets_in)).toEqual([3, 3]);
  });
});

describe('the output window', () => {
  const endless = chain({ id: 'tone', node_type: 'ToneNode' });
  const WINDOW = 8 * 1024 * 1024;

  test('an endless source stands still when nobody takes its outputs, and goes on when somebody does', async () => {
    let bytes = 0;
    let standing = 0;
    let moved = false;
    const { end } = await runGraph({
      manifest: endless,
      takes: false,
      onMessage: (message, send) => {
        if (message.kind !== 'batch') return;
        bytes += message.batch.output_bytes;
        if (standing > 0) {
          moved = true;
          send({ kind: 'cancel' });
        } else if (bytes >= WINDOW) {
          setTimeout(() => {
            standing = bytes;
            send({ kind: 'taken', bytes });
          }, 150);
        }
      },
    });
    expect(standing).toBeLessThan(3 * WINDOW);
    expect(moved).toBe(true);
    expect(end).toEqual({ how: 'cancelled' });
  });

  test('a cancel gets through a full window', async () => {
    let bytes = 0;
    const { end } = await runGraph({
      manifest: endless,
      takes: false,
      onMessage: (message, send) => {
        if (message.kind !== 'batch') return;
        bytes += message.batch.output_bytes;
        if (bytes >= WINDOW) setTimeout(() => send({ kind: 'cancel' }), 50);
      },
    });
    expect(end).toEqual({ how: 'cancelled' });
  });
});

describe('nodes outside the engine', () => {
  test('a value of the page is moved once to the node that needs it', async () => {
    const host = new ListHost({ echo: copies });
    const { texts } = await runGraph({
      manifest: chain({ id: 'echo', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['{"a":1}']),
    });
    expect(texts).toEqual(['{"a":1}']);
    expect(host.book.filter((line) => line === 'materialise')).toHaveLength(1);
    expect(host.book.filter((line) => line === 'read')).toHaveLength(1);
  });

  test('a value that passes from one node of a host to the next is never copied', async () => {
    const host = new ListHost({ a: copies, b: copies, c: copies });
    const echo = (id: string) => ({ id, node_type: 'Copy' });
    await runGraph({
      manifest: chain(echo('a'), echo('b'), echo('c')),
      pythonNodes,
      host,
      sources: json(['1', '2']),
    });
    expect(host.book.filter((line) => line === 'materialise')).toHaveLength(2);
    expect(host.book.filter((line) => line === 'read')).toHaveLength(2);
  });

  test('every value is released once and none is left', async () => {
    const host = new ListHost({ a: copies, b: copies });
    const graph = chain(
      { id: 'a', node_type: 'Copy' },
      { id: 'm', node_type: 'MultiplyNode', params: { factor: 2 } },
      { id: 'b', node_type: 'Copy' },
    );
    const { texts } = await runGraph({ manifest: graph, pythonNodes, host, sources: json(numbers(300)) });
    expect(texts).toEqual(numbers(300).map((n) => String(Number(n) * 2)));
    expect(host.values.size).toBe(0);
    expect(host.cleanedUp).toBe(true);
  });

  test('a node may give its input on as it is', async () => {
    const host = new ListHost({
      a: ({ reason, ids, values, outputId, complete }) => {
        if (reason === 0) outputId(ids[0]!, JSON.stringify(values[0]).length);
        complete();
      },
    });
    const { texts } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['7', '8']),
    });
    expect(texts).toEqual(['7', '8']);
    expect(host.values.size).toBe(0);
  });

  test('asynchronous nodes answer later, still in order', async () => {
    const host = new ListHost({
      a: ({ reason, values, output, complete }) => {
        setTimeout(() => {
          if (reason === 0) output(values[0]);
          complete();
        }, 1);
      },
    });
    const { texts, end } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(numbers(20)),
    });
    expect(texts).toEqual(numbers(20));
    expect(end.how).toBe('complete');
  });

  test('a failure names the node and carries the cause', async () => {
    const host = new ListHost({ a: ({ fail }) => fail('not today') });
    const { end } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['1']),
    });
    expect(end).toMatchObject({
      how: 'failed',
      error: {
        node: 'a',
        node_type: 'Copy',
        sequence: 0,
        cause: { type: 'ValueError', message: 'not today', traceback: 'line 1' },
      },
    });
    expect(host.cleanedUp).toBe(true);
  });

  test('a failure after an output gives nothing out', async () => {
    const host = new ListHost({
      a: ({ output, fail }) => {
        output(1);
        fail('after all');
      },
    });
    const { texts, end } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['1']),
    });
    expect(texts).toEqual([]);
    expect(end.how).toBe('failed');
  });

  test('a copy that fails makes the call fail that needed it', async () => {
    const host = new ListHost({ a: copies });
    host.failNextCopy = true;
    const { end } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['1']),
    });
    expect(end).toMatchObject({
      how: 'failed',
      error: { node: 'a', cause: { type: 'RangeError', message: 'no room' } },
    });
  });

  test('a host that breaks ends the run, names the node and still cleans up', async () => {
    const host = new ListHost({
      a: () => {
        throw new RangeError('Maximum call stack size exceeded');
      },
    });
    const { end } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['1']),
    });
    expect(end).toMatchObject({
      how: 'failed',
      error: { code: 'runtime-failed', node: 'a', cause: { type: 'RangeError' } },
    });
    expect(host.cleanedUp).toBe(true);
  });

  test('problems while making the nodes end the run before the first packet', async () => {
    const host = new ListHost({ a: copies });
    host.problems = [{ severity: 'error', code: 'node-not-made', message: 'no module', node: 'a' }];
    const { end, messages } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['1']),
    });
    expect(end).toMatchObject({ how: 'failed', error: { code: 'node-not-made' } });
    expect(messages.some(({ kind }) => kind === 'running')).toBe(false);
  });

  test('prints of a node come with its index', async () => {
    const host = new ListHost({
      a: ({ log, complete }) => {
        log('hello\n');
        complete();
      },
    });
    const { batches } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['1']),
    });
    const logs = batches.flatMap((batch) => batch.logs);
    expect(logs[0]).toMatchObject({ node: 0, stream: 'stdout', text: expect.stringContaining('hello') });
  });

  test('the worker says which node it enters before it enters it', async () => {
    const host = new ListHost({ a: copies });
    const { messages } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['1']),
    });
    expect(messages.find(({ kind }) => kind === 'working')).toEqual({
      kind: 'working',
      node: 0,
      packet: 0,
    });
  });
});

describe('a generator', () => {
  /** Counts up without end, one item for each advance. */
  const counting = (host: () => ListHost): NodeFunction => {
    return ({ call, reason, emit, complete }) => {
      if (reason === 1) return complete();
      let n = 0;
      const next = () => {
        host().rests.set(call, next);
        emit(n++);
      };
      next();
    };
  };

  test('is asked for the next item only when there is room, and can be cancelled', async () => {
    const host: ListHost = new ListHost({ source: counting(() => host) });
    let seen = 0;
    const { end, texts } = await runGraph({
      manifest: chain({ id: 'source', node_type: 'Source' }),
      pythonNodes,
      host,
      onMessage: (message, send) => {
        if (message.kind !== 'batch') return;
        seen += message.batch.outputs.length;
        if (seen > 2000) send({ kind: 'cancel' });
      },
    });
    expect(end).toEqual({ how: 'cancelled' });
    expect(texts).toEqual(numbers(texts.length));
    expect(host.aborted.length).toBe(1);
  });

  test('items of one call come out one by one', async () => {
    const host: ListHost = new ListHost({
      a: ({ call, reason, values, emit, complete }) => {
        if (reason === 1) return complete();
        const items = values[0] as number[];
        const next = () => {
          const item = items.shift();
          if (item === undefined) return complete();
          host.rests.set(call, next);
          emit(item);
        };
        next();
      },
    });
    const { texts, end } = await runGraph({
      manifest: chain({ id: 'a', node_type: 'Copy' }),
      pythonNodes,
      host,
      sources: json(['[1,2,3]', '[4]']),
    });
    expect(texts).toEqual(['1', '2', '3', '4']);
    expect(end.how).toBe('complete');
  });
});

describe('a node that never returns', () => {
  test('what came out and was printed before it is already with the page', async () => {
    let entered: FromPipeline[] = [];
    let printed: FromPipeline[] = [];
    const host = new ListHost({
      a: ({ reason, values, output, complete, log }) => {
        if (reason === 0 && values[0] === 1) {
          // A real hang would stop this test too: what was posted by now is what the page would have.
          entered = [...posted];
          log('going in');
          printed = [...posted];
        }
        if (reason === 0) output(values[0]);
        complete();
      },
    });
    const posted: FromPipeline[] = [];
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...given: Parameters<typeof post>) {
      posted.push(given[0] as FromPipeline);
      return post.apply(this, given);
    } as typeof post;
    try {
      await runGraph({
        manifest: chain({ id: 'a', node_type: 'Copy' }),
        pythonNodes,
        host,
        sources: json(['0', '1']),
      });
    } finally {
      MessagePort.prototype.postMessage = post;
    }
    const batches = (messages: FromPipeline[]) =>
      messages.flatMap((message) => (message?.kind === 'batch' ? [message.batch] : []));
    const values = batches(entered).flatMap(({ outputs }) => outputs.map(({ value }) => value));
    expect(values).toMatchObject([{ text: '0' }]);
    expect(batches(printed).flatMap(({ logs }) => logs)).toMatchObject([{ text: 'going in' }]);
  });
});

test('what was counted is told before a node is entered that may never return', async () => {
  const { batches } = await runGraph({
    manifest: chain({ id: 'first', node_type: 'Copy' }, { id: 'second', node_type: 'Copy' }),
    pythonNodes,
    sources: json(numbers(3)),
    host: new ListHost({ first: copies, second: copies }),
  });
  // The last batch comes after the run: one that hung would have sent none of it.
  const told = batches.slice(0, -1).flatMap(({ figures }) => figures?.nodes ?? []);
  const most = (index: number) =>
    Math.max(...told.filter((each) => each.index === index).map((each) => each.packets_out));
  expect(most(0)).toBeGreaterThan(0);
  expect(most(1)).toBeGreaterThan(0);
});
