import { expect, test } from 'vitest';
import { apartP } from './permuted-rounds.ts';

const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** The variance of the three servers' sums over the rounds. */
function variance(rounds: number[][]): number {
  const sums = [0, 1, 2].map((server) => rounds.reduce((sum, values) => sum + values[server]!, 0));
  const mean = (sums[0]! + sums[1]! + sums[2]!) / 3;
  return sums.reduce((sum, each) => sum + (each - mean) ** 2, 0);
}

test.each([
  [
    [
      [1, 2, 4],
      [1.1, 2.3, 0.4],
      [0.8, 0.9, 1.9],
    ],
  ],
  [
    [
      [1, 2, 4],
      [101, 102.3, 104.4],
      [0.8, 1.9, 2.9],
    ],
  ],
])('p by drawn orders is about p by all of them: %j', (rounds) => {
  let asFar = 0;
  for (let order = 0; order < 6 ** 3; order += 1) {
    const drawn = rounds.map((values, place) =>
      orders[Math.floor(order / 6 ** place) % 6]!.map((from) => values[from]!),
    );
    if (variance(drawn) >= variance(rounds) - 1e-9) asFar += 1;
  }
  const share = asFar / 6 ** 3;
  // Three standard errors over 999 draws, and the measured order itself.
  expect(Math.abs(apartP(rounds) - share)).toBeLessThan(3 * Math.sqrt((share * (1 - share)) / 999) + 0.001);
});

test('servers without any difference lie as far apart in every order', () => {
  expect(apartP(new Array(6).fill([3, 3, 3]))).toBe(1);
});
