import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatElapsed,
  formatHertz,
  formatMillis,
  formatNumber,
  formatPerPacket,
  formatPlural,
  formatPosition,
  formatSeconds,
  shortenNumber,
} from './format.ts';

describe('numbers keep the digits that mean something', () => {
  test.each([
    [0, '0'],
    [0.12345, '0.123'],
    [1.5, '1.5'],
    [12.34, '12.3'],
    [123.4, '123'],
    [-40.05, '\u221240'],
    [999.9, '1000'],
    [48000, '48,000'],
    [1.5e-7, '1.5 × 10⁻⁷'],
    [2e12, '2 × 10¹²'],
    [Number.NaN, 'not a number'],
    [Number.NEGATIVE_INFINITY, '\u2212∞'],
  ])('%d', (value, text) => expect(formatNumber(value)).toBe(text));
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1234, '1.2 kB'],
  [999_600, '1 MB'],
  [4_600_000, '4.6 MB'],
  [123_456_789, '123 MB'],
])('bytes: %d', (value, text) => expect(formatBytes(value)).toBe(text));

test.each([
  [0, '0 s'],
  [0.0000042, '4.2 µs'],
  [0.0004, '0.4 ms'],
  [0.0123, '12 ms'],
  [0.9999, '1.00 s'],
  [1.236, '1.24 s'],
  [12.36, '12.4 s'],
  [125, '2 min 5 s'],
  [3725, '1 h 2 min'],
])('seconds: %d', (value, text) => expect(formatSeconds(value)).toBe(text));

test('a running clock never shows time that has not passed', () => {
  expect(formatElapsed(0.99)).toBe('0.9 s');
  expect(formatElapsed(125.9)).toBe('2 min 05 s');
});

test('positions, rates and columns', () => {
  expect(formatPosition(7.39)).toBe('0:07.3');
  expect(formatPosition(3723.4)).toBe('1:02:03.4');
  expect(formatHertz(44100)).toBe('44.1 kHz');
  expect(formatHertz(16000)).toBe('16 kHz');
  expect(formatHertz(50)).toBe('50 Hz');
  expect(formatPerPacket(0.01, 0)).toBe('–');
  expect(formatPerPacket(0.01, 2000)).toBe('5');
  expect(formatMillis(0.000001)).toBe('<0.01');
  expect(formatMillis(1.5)).toBe('1,500');
  expect(formatPlural(1, 'packet')).toBe('1 packet');
  expect(formatPlural(1200, 'packet')).toBe('1,200 packets');
});

test('a number too long to read keeps its ends and says how long it is', () => {
  expect(shortenNumber('-12.5e10')).toBe('-12.5e10');
  expect(shortenNumber(`-${'12345'.repeat(60)}`)).toBe('-12345123451…512345 (300 digits)');
});
