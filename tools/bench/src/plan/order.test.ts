import { expect, test } from 'vitest';
import { shuffledRounds } from './order.ts';

const servers = ['a', 'b', 'c', 'd', 'e'];

test('the same seed gives the same order', () => {
  expect(shuffledRounds(servers, () => 5, 42)).toEqual(shuffledRounds(servers, () => 5, 42));
});

test('different seeds give different orders', () => {
  const orders = [1, 2, 3, 4].map((seed) => JSON.stringify(shuffledRounds(servers, () => 5, seed)));
  expect(new Set(orders).size).toBe(4);
});

test('every block of the order holds each server once, in that round', () => {
  const order = shuffledRounds(servers, () => 3, 7);
  for (let round = 0; round < 3; round += 1) {
    const block = order.slice(round * 5, round * 5 + 5);
    expect(block.map((entry) => entry.server).sort()).toEqual(servers);
    expect(block.every((entry) => entry.round === round)).toBe(true);
  }
});

test('a server with fewer rounds is left out of the later blocks', () => {
  const order = shuffledRounds(['a', 'b'], (server) => (server === 'a' ? 1 : 3), 7);
  expect(order.map((entry) => `${entry.server}${entry.round}`).slice(2)).toEqual(['b1', 'b2']);
});
