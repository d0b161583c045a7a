import { expect, test } from 'vitest';
import { BenchError } from '../errors/bench-error.ts';
import type { PinningNoise } from '../schema/pinning.ts';
import { choosePinning, type PinningFacts, type PinningOptions } from './choose.ts';

const coefficientOfVariation = { pinned: 0.06, unpinned: 0.1 };
const helpful: PinningNoise = {
  state: 'measured',
  rounds: 20,
  coefficientOfVariation,
  lower: 'pinned',
  ratio: { low: 0.4, high: 0.8 },
  helps: true,
};

const chosen = (options: Partial<PinningOptions>, facts: Partial<PinningFacts> = {}) =>
  choosePinning(
    'go',
    { pinning: 'auto', launcher: 'process', cpuset: undefined, ...options },
    { cpus: { state: 'cores', cores: [[0], [1], [2], [3]] }, measured: helpful, ...facts },
  );
const cores = (...each: number[][]): PinningFacts['cpus'] => ({ state: 'cores', cores: each });

test('auto pins where it was measured to help, and says by which figures', () => {
  expect(chosen({})).toEqual({
    state: 'pinned',
    serverCpus: '2-3',
    generatorCpus: '0-1',
    because: { code: 'measured-to-help', coefficientOfVariation },
  });
});

test.each<[string, Partial<PinningFacts>, object]>([
  ['nothing was measured', { measured: undefined }, { code: 'not-measured' }],
  [
    'it could not be measured',
    { measured: { state: 'not-measured', reason: 'one core' } },
    { code: 'not-measured' },
  ],
  [
    'it was not shown to help, though the figure is lower',
    { measured: { ...helpful, ratio: { low: 0.5, high: 1.1 }, helps: false } },
    { code: 'not-measured-to-help', coefficientOfVariation },
  ],
  ['there is one core', { cpus: cores([0, 1]) }, { code: 'too-few-cores', cores: 1 }],
  [
    'the system cannot',
    { cpus: { state: 'none', reason: 'no taskset' } },
    { code: 'unsupported', reason: 'no taskset' },
  ],
])('auto does not pin where %s', (_what, facts, because) => {
  expect(chosen({}, facts)).toEqual({ state: 'unpinned', because });
});

test('auto leaves a server alone whose CPUs are given', () => {
  const { because } = chosen({ launcher: 'docker', cpuset: '0' });
  expect(because).toMatchObject({ code: 'unsupported', reason: expect.stringContaining('cpuset') });
});

test('on pins whatever was measured, off does not', () => {
  expect(chosen({ pinning: 'on' }, { measured: undefined })).toMatchObject({
    state: 'pinned',
    because: { code: 'option' },
  });
  expect(chosen({ pinning: 'off' })).toEqual({ state: 'unpinned', because: { code: 'option' } });
});

test('the threads of a core stay together, and the generator has the odd core', () => {
  const threads = cores([0, 4], [1, 5], [2, 6], [3, 7]);
  expect(chosen({}, { cpus: threads })).toMatchObject({ generatorCpus: '0-1,4-5', serverCpus: '2-3,6-7' });
  expect(chosen({}, { cpus: cores([0], [1], [2]) })).toMatchObject({ generatorCpus: '0-1', serverCpus: '2' });
});

test.each<[string, Partial<PinningOptions>, Partial<PinningFacts>, RegExp]>([
  ['one core', {}, { cpus: cores([0, 1]) }, /found 1 that/],
  ['a system that cannot', {}, { cpus: { state: 'none', reason: 'there is no taskset' } }, /no taskset/],
  ['a cpuset of the user', { launcher: 'docker', cpuset: '0' }, {}, /"cpuset"/],
  ['containerd', { launcher: 'containerd' }, {}, /containerd/],
])('on is refused with %s', (_what, options, facts, found) => {
  const refusal = (() => {
    try {
      return chosen({ ...options, pinning: 'on' }, facts);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(refusal).toBeInstanceOf(BenchError);
  expect(refusal).toMatchObject({ code: 'PINNING_UNSUPPORTED', message: expect.stringMatching(found) });
});
