import { expect, test } from 'vitest';
import { measuredRow } from '../fixture/report.ts';
import { pinningLine } from './pinning-line.ts';

const row = measuredRow();
const coefficientOfVariation = { pinned: 0.0614, unpinned: 0.1 };
const line = (change: Partial<typeof row>) => pinningLine([measuredRow(change)], row.runId);

test('pinned CPUs are named with the figures that made the choice', () => {
  const because = { code: 'measured-to-help', coefficientOfVariation } as const;
  expect(line({ pinning: { state: 'pinned', serverCpus: '2-3', generatorCpus: '0-1', because } })).toBe(
    'pinned, server to CPU 2-3, generator to CPU 0-1 (it helps: CPU per request varies by 6.1 % pinned, 10.0 % unpinned)',
  );
});

test.each([
  [{ code: 'option' }, 'not pinned: option "pinning"'],
  [{ code: 'unsupported', reason: 'there is no taskset' }, 'not pinned: there is no taskset'],
  [{ code: 'too-few-cores', cores: 1 }, 'not pinned: 1 core to use, 2 are needed'],
  [{ code: 'not-measured' }, 'not pinned: not measured on this machine whether it helps'],
  [
    { code: 'not-measured-to-help', coefficientOfVariation },
    'not pinned: not measured to help: CPU per request varies by 6.1 % pinned, 10.0 % unpinned',
  ],
] as const)('%o is told in words', (because, expected) => {
  expect(line({ pinning: { state: 'unpinned', because } })).toBe(expected);
});

test('rows of older versions say nothing, and rows that differ are told apart', () => {
  expect(line({})).toBeUndefined();
  const both = [
    measuredRow({ label: 'Go', pinning: { state: 'unpinned', because: { code: 'option' } } }),
    measuredRow({ label: 'Rust', pinning: { state: 'unpinned', because: { code: 'not-measured' } } }),
  ];
  expect(pinningLine(both, row.runId)).toBe(
    'Go not pinned: option "pinning"; Rust not pinned: not measured on this machine whether it helps',
  );
});
