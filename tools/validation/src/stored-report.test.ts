import { expect, test } from 'vitest';
import { type Bar, ended } from './bar.ts';
import { measuredAgain } from './stored-report.ts';

const bar = (name: string, value: number): Bar => ({ name, value, goal: '1', holds: value === 1, trials: 1 });

test('a part that is measured again takes the place that it had, and the others stay', () => {
  const earlier = {
    measured: ['Measured on one day.'],
    bars: [
      bar('first', 0),
      bar('second', 1),
      ended('findings', 'SERVER_DIED'),
      ended('account', 'NO_K6'),
      bar('third', 1),
    ],
  };
  const again = { measured: ['Measured again: findings.'], bars: [bar('second', 0), bar('fourth', 1)] };
  expect(measuredAgain(earlier, again, ['findings'])).toEqual({
    measured: ['Measured on one day.', 'Measured again: findings.'],
    bars: [bar('first', 0), bar('second', 0), ended('account', 'NO_K6'), bar('third', 1), bar('fourth', 1)],
  });
});
