import { expect, test } from 'vitest';
import { measuredRound } from '../analyse/fixture/measured-round.ts';
import { measuredResult } from '../analyse/fixture/result.ts';
import { pinningNoiseOf } from './pinning-noise.ts';

const costing = (micros: number[]) =>
  measuredResult({
    rounds: micros.map((each, index) => {
      const round = measuredRound(index);
      round.server.cpuMicrosPerRequest = each;
      return round;
    }),
  });
const quiet = [20, 20.4, 19.7, 20.2, 19.9, 20.1, 20.3, 19.8, 20, 20.2];
const wild = [20, 26, 15, 24, 17, 22, 29, 16, 19, 25];

test('less variation helps, at whatever level', () => {
  const noise = pinningNoiseOf(costing(quiet.map((each) => each * 2)), costing(wild), 'open');
  expect(noise).toMatchObject({ state: 'measured', rounds: 10, lower: 'pinned', helps: true });
});

test('more does not, and neither does a little less', () => {
  expect(pinningNoiseOf(costing(wild), costing(quiet), 'open')).toMatchObject({
    lower: 'unpinned',
    helps: false,
  });
  const alike = quiet.map((each) => 20 + (each - 20) * 0.9);
  expect(pinningNoiseOf(costing(alike), costing(quiet), 'open')).toMatchObject({
    lower: 'pinned',
    helps: false,
  });
});
