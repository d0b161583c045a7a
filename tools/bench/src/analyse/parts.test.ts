import { expect, test } from 'vitest';
import { measuredRounds } from './fixture/measured-round.ts';
import { partsOfRounds } from './parts.ts';

const part = (value: string, share: number, p95: number) => ({
  tag: 'name',
  value,
  share,
  latencyMs: { avg: 1, min: 1, p50: 1, p90: 2, p95, p99: 9, max: 9 },
});

test('a part has its share of the requests, and so of their rate, and the latency of its own', () => {
  const rounds = measuredRounds((round) => {
    round.load.requestsPerSecond = 2000;
    round.load.parts = [part('home', 0.75, 2), part('dear', 0.25, 30)];
  });
  const { parts } = partsOfRounds(rounds);
  expect(parts).toMatchObject([
    { value: 'home', share: 0.75, requestsPerSecond: { median: 1500 }, latencyMs: { p95: { median: 2 } } },
    { value: 'dear', share: 0.25, requestsPerSecond: { median: 500 }, latencyMs: { p95: { median: 30 } } },
  ]);
});

test('a part that one round lacks has the rounds that it is in', () => {
  const rounds = measuredRounds((round) => {
    if (round.round > 0) round.load.parts = [part('rare', 0.001, 2)];
  });
  expect(partsOfRounds(rounds).parts).toMatchObject([{ requestsPerSecond: { rounds: 4 } }]);
});

test('pages are the requests without the redirects', () => {
  const rounds = measuredRounds((round) => {
    round.load.requestsPerSecond = 2000;
    round.load.redirectShare = 0.5;
  });
  expect(partsOfRounds(rounds).redirects).toMatchObject({ share: 0.5, pagesPerSecond: { median: 1000 } });
});

test('of a load that has neither nothing is told', () => {
  expect(partsOfRounds(measuredRounds())).toEqual({});
});
