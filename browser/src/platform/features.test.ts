import { expect, it } from 'vitest';
import { affordsSparePython, probeFeatures } from './features.ts';

it('reads what the browser tells', () => {
  const features = probeFeatures({
    crossOriginIsolated: true,
    navigator: { deviceMemory: 8, hardwareConcurrency: 4 },
    matchMedia: () => ({ matches: false }),
    WebAssembly: { Suspending: class {} },
  });
  expect(features).toEqual({
    crossOriginIsolated: true,
    deviceMemory: 8,
    cores: 4,
    touchFirst: false,
    stackSwitchingNamed: true,
  });
});

it('takes what is not told for absent', () => {
  expect(probeFeatures({})).toEqual({
    crossOriginIsolated: false,
    deviceMemory: null,
    cores: 1,
    touchFirst: false,
    stackSwitchingNamed: false,
  });
});

it('keeps a started Python only where the memory allows it', () => {
  const device = probeFeatures({});
  expect(affordsSparePython({ ...device, deviceMemory: 8 })).toBe(true);
  expect(affordsSparePython({ ...device, deviceMemory: 2 })).toBe(false);
  expect(affordsSparePython({ ...device, touchFirst: true })).toBe(false);
  expect(affordsSparePython(device)).toBe(true);
});
