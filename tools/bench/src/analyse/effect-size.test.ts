import { expect, test } from 'vitest';
import type { Result } from '../schema/result.ts';
import { effectSize } from './effect-size.ts';
import { measuredRound } from './fixture/measured-round.ts';
import { measuredResult } from './fixture/result.ts';

/** A server whose CPU per request is `factor` times `machine[round]`: drift that all servers of a run share. */
function server(label: string, factor: number, machine: number[], change: Partial<Result> = {}): Result {
  const rounds = machine.map((drift, index) => {
    const round = measuredRound(index);
    round.server.cpuMicrosPerRequest = factor * drift * (1 + 0.01 * Math.sin(index * factor));
    return round;
  });
  return measuredResult({ label, rounds, ...change });
}

const drift = [20, 22, 19, 30, 21, 23, 20, 26];
const cpu = (subject: Result, reference: Result) =>
  effectSize({ subject, reference, scenario: 'open', figure: 'cpuMicrosPerRequest' });

test('what both servers drift by in a round cancels, and the sentence may be quoted', () => {
  const effect = cpu(server('Go', 1.9, drift), server('Rust native', 1, drift));
  expect(effect).toMatchObject({ state: 'known', verdict: 'different', rounds: 8 });
  expect(effect.state === 'known' && effect.sentence).toMatch(
    /^Go uses 1\.\d\d times the CPU per request of Rust native \(96\.1 % interval 1\.8\d–1\.9\d, 8 rounds\)\.$/,
  );
});

test('a server is not shown to differ from itself', () => {
  const effect = cpu(server('Go', 1, drift), server('Go again', 1, [...drift].reverse()));
  expect(effect).toMatchObject({ state: 'known', verdict: 'not shown to differ' });
});

test('five rounds give their own confidence and leave the verdict open', () => {
  const five = drift.slice(0, 5);
  const effect = cpu(server('Go', 3, five), server('Rust', 1, five));
  expect(effect).toMatchObject({ verdict: 'undecided', confidence: 0.9375 });
  expect(effect.state === 'known' && effect.sentence).toMatch(
    /^Whether Go and Rust differ in CPU per request is undecided: 5 rounds are too few for 95 % \(ratio \d\.\d\d, 93\.8 % interval/,
  );
});

test.each<[string, Result, string]>([
  ['another run', server('Rust', 1, drift, { runId: 'run-2' }), 'different runs'],
  ['too few rounds', server('Rust', 1, drift.slice(0, 3)), '3 rounds'],
  ['no rounds', server('Rust', 1, []), '0 rounds'],
])('%s is refused', (_, reference, reason) => {
  expect(cpu(server('Go', 2, drift), reference)).toMatchObject({
    state: 'refused',
    reason: expect.stringContaining(reason),
  });
});

test('a figure that a finding makes meaningless is refused, another is not', () => {
  const dropping = server('Rust', 1, drift);
  for (const round of dropping.rounds) if (round.status === 'measured') round.load.droppedIterations = 5000;
  const go = server('Go', 2, drift);
  expect(
    effectSize({ subject: go, reference: dropping, scenario: 'open', figure: 'latencyP99Ms' }),
  ).toMatchObject({ state: 'refused', reason: expect.stringContaining('dropped-iterations') });
  expect(cpu(go, dropping)).toMatchObject({ state: 'known' });
});

test('where the noise of the machine was measured, a difference is said to be above or within it', () => {
  const floor = (share: number, scenario = 'open') => {
    const { provenance } = measuredResult();
    const noiseFloor = { scenario, shares: { cpuMicrosPerRequest: share } };
    return { provenance: { ...provenance, noiseFloor } };
  };
  const compared = (change: Partial<Result>) =>
    cpu(server('Go', 1.2, drift, change), server('Rust', 1, drift, change));
  expect(compared(floor(0.04))).toMatchObject({
    verdict: 'different',
    noiseFloor: { share: 0.04, above: true },
    sentence: expect.stringMatching(/rounds\)\. That is above this machine's noise floor, 4\.0 %\.$/),
  });
  expect(compared(floor(0.5))).toMatchObject({
    noiseFloor: { above: false },
    sentence: expect.stringContaining("within this machine's noise floor, 50.0 %"),
  });
  expect(compared(floor(0.04, 'closed'))).not.toHaveProperty('noiseFloor');
  expect(compared({})).not.toHaveProperty('noiseFloor');
});
