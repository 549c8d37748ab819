import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PacketFields } from './packet.ts';
import * as wire from './wire_reader.ts';
import { CommandReader } from './wire_reader.ts';
import { EventWriter } from './wire_writer.ts';

interface PacketRecord {
  owner: number;
  kind: number;
  flags: number;
  id: number;
  address: number;
  bytes: number;
  dtype: number;
  arrays: number;
  timestamp: number;
  sequence: number;
  sample_rate: number;
  dims: number[];
  metadata: string;
}
// biome-ignore lint/suspicious/noExplicitAny: every tag has fields of its own
type Vector = { name: string; hex: string; decoded: any };

/** The same file is read by the engine's own tests. */
const vectors = JSON.parse(
  readFileSync(new URL('../../../../wasm_kernels/wire_vectors.json', import.meta.url), 'utf8'),
) as { commands: Vector[]; events: Vector[] };

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

function record(packet: PacketFields): PacketRecord {
  const { owner, kind, flags, id, address, bytes, dtype, arrays, timestamp, sequence, metadata } = packet;
  const dims = packet.dims.slice(0, packet.rank);
  return {
    owner,
    kind,
    flags,
    id,
    address,
    bytes,
    dtype,
    arrays,
    timestamp,
    sequence,
    sample_rate: packet.sampleRate,
    dims,
    metadata,
  };
}

function packet(from: PacketRecord): PacketFields {
  const to = new PacketFields();
  Object.assign(to, { ...from, dims: to.dims });
  to.sampleRate = from.sample_rate;
  to.rank = from.dims.length;
  for (const [i, length] of from.dims.entries()) to.dims[i] = length;
  return to;
}

const READ: Record<number, (c: CommandReader) => object> = {
  [wire.CALL]: ({ call, node, reason, inputs }) => ({
    call,
    node,
    reason,
    inputs: Array.from({ length: inputs.count }, (_, i) => ({
      port: inputs.port(i),
      packet: record(inputs.packet(i)),
    })),
  }),
  [wire.MATERIALISE]: ({ owner, id, packet }) => ({ owner, id, packet: record(packet) }),
  [wire.RELEASE]: ({ owner, id }) => ({ owner, id }),
  [wire.OUTPUT]: ({ end, packet }) => ({ output: end, packet: record(packet) }),
  [wire.READY]: ({ end }) => ({ input: end }),
  [wire.REFUSED]: ({ end, packet }) => ({ input: end, packet: record(packet) }),
  [wire.DONE]: ({ how }) => ({ how }),
  [wire.FAILED]: ({ json }) => ({ diagnostic: json }),
  [wire.ABORT]: ({ call }) => ({ call }),
  [wire.NOTE]: ({ json }) => ({ diagnostic: json }),
  [wire.GO_ON]: ({ call }) => ({ call }),
};

// biome-ignore lint/suspicious/noExplicitAny: as above
const WRITE: Record<number, (w: EventWriter, d: any) => void> = {
  1: (w, d) => w.push(d.input, packet(d.packet)),
  2: (w, d) => w.close(d.input),
  3: (w, d) => {
    for (const output of d.outputs) w.output(d.call, output.port, packet(output.packet));
    w.complete(d.call);
  },
  4: (w, d) => w.emit(d.call, d.port, packet(d.packet)),
  5: (w, d) => w.fail(d.call, d.failure),
  6: (w, d) => w.materialised(d.owner, d.id, packet(d.packet)),
  7: (w) => w.cancel(),
  8: (w, d) => w.notMaterialised(d.owner, d.id, d.failure),
  9: (w, d) => w.spent(d.call, d.seconds),
};

const written = (writer: EventWriter) => {
  const inbox = new Uint8Array(writer.length);
  writer.moveTo(inbox);
  return Buffer.from(inbox).toString('hex');
};

describe('commands', () => {
  test.each(vectors.commands)('$name', ({ hex, decoded }) => {
    const reader = new CommandReader();
    const bytes = fromHex(hex);
    reader.begin(0, bytes.length);
    const tag = reader.next(bytes.buffer);
    expect({ tag, ...READ[tag]!(reader) }).toEqual(decoded);
    expect(reader.next(bytes.buffer)).toBe(0);
  });

  test('every tag is in the vectors', () => {
    const tags = new Set(vectors.commands.map(({ decoded }) => decoded.tag));
    expect([...tags].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('all in one outbox, somewhere in a memory that is replaced while it is read', () => {
    const outbox = fromHex(vectors.commands.map(({ hex }) => hex).join(''));
    const memory = () => {
      const bytes = new Uint8Array(outbox.length + 64);
      bytes.set(outbox, 33);
      return bytes.buffer;
    };
    const reader = new CommandReader();
    reader.begin(33, outbox.length);
    for (const { decoded } of vectors.commands) {
      const tag = reader.next(memory());
      expect({ tag, ...READ[tag]!(reader) }).toEqual(decoded);
    }
    expect(reader.next(memory())).toBe(0);
  });

  test('a record that runs past the outbox is refused', () => {
    const bytes = fromHex(vectors.commands[0]!.hex);
    const reader = new CommandReader();
    reader.begin(0, bytes.length - 1);
    expect(() => reader.next(bytes.buffer)).toThrow(/outbox/);
  });

  test('an unknown command is refused', () => {
    const bytes = fromHex('08000000' + '63000000');
    const reader = new CommandReader();
    reader.begin(0, bytes.length);
    expect(() => reader.next(bytes.buffer)).toThrow(/unknown command 99/);
  });
});

describe('events', () => {
  test.each(vectors.events)('$name', ({ hex, decoded }) => {
    const writer = new EventWriter();
    WRITE[decoded.tag]!(writer, decoded);
    expect(written(writer)).toBe(hex);
    expect(writer.length).toBe(0);
  });

  test('every tag is in the vectors', () => {
    const tags = new Set(vectors.events.map(({ decoded }) => decoded.tag));
    expect([...tags].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('many records outgrow the first buffer and stay whole', () => {
    const writer = new EventWriter();
    for (let i = 0; i < 500; i++)
      for (const { decoded } of vectors.events) WRITE[decoded.tag]!(writer, decoded);
    expect(written(writer)).toBe(
      vectors.events
        .map(({ hex }) => hex)
        .join('')
        .repeat(500),
    );
  });

  test('a failure takes back the outputs of its call', () => {
    const writer = new EventWriter();
    writer.output(3, 0, new PacketFields());
    writer.fail(3, { type: 'ValueError', message: 'näh', traceback: 'line 1' });
    expect(written(writer)).toBe(vectors.events.find(({ decoded }) => decoded.tag === 5)!.hex);
  });

  test('nothing may come between the outputs of a call', () => {
    const writer = new EventWriter();
    writer.output(3, 0, new PacketFields());
    expect(() => writer.close(0)).toThrow(/outputs of call 3/);
    expect(() => writer.moveTo(new Uint8Array(1000))).toThrow(/call 3/);
  });
});
