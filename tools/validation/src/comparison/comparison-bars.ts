import { comparedFigures } from '../../../bench/src/analyse/compared-figure.ts';
import { effectSize } from '../../../bench/src/analyse/effect-size.ts';
import { pairedLogRatios } from '../../../bench/src/analyse/paired-rounds.ts';
import type { GateOutcome } from '../../../bench/src/gate/gate.ts';
import type { EffectSize } from '../../../bench/src/schema/comparison.ts';
import type { Result } from '../../../bench/src/schema/result.ts';
import { type Bar, share } from '../bar.ts';
import { againstItself } from './part-of-result.ts';
import { powerCurve } from './power-curve.ts';

const figure = 'cpuMicrosPerRequest';

/** One trial's servers, and what the gate said of the healthy one's reruns. */
export interface ComparisonTrial {
  healthy: Result;
  slower: Result;
  gateStates: GateOutcome['state'][];
}

/** The slower server against the healthy one. */
export function slowDownOf({ healthy, slower }: Pick<ComparisonTrial, 'healthy' | 'slower'>): EffectSize {
  return effectSize({ subject: slower, reference: healthy, scenario: 'open', figure });
}

export function isFound(effect: EffectSize): boolean {
  return effect.state === 'known' && effect.verdict === 'different' && effect.ratio > 1;
}

export function slowDownBar(trials: readonly ComparisonTrial[]): Bar {
  const found = trials.filter((trial) => isFound(slowDownOf(trial))).length;
  const value = share(found, trials.length);
  const rounds = trials.map(({ healthy }) => healthy.rounds.length);
  const logRatios = trials.flatMap(({ slower, healthy }) =>
    pairedLogRatios({ subject: slower, reference: healthy, scenario: 'open' }, comparedFigures[figure].read),
  );
  return {
    name: 'slow-down of 5 % in CPU per request, injected: share of trials that find it',
    value,
    goal: '≥ 0.95',
    holds: value >= 0.95,
    trials: trials.length,
    note:
      `${Math.min(...rounds)} to ${Math.max(...rounds)} paired rounds of 1 s a trial, chosen by their noise; the server burns 5 % ` +
      'of the CPU time that it uses otherwise, by the clocks of the kernel.',
    powerCurve: powerCurve(logRatios),
  };
}

/** Both servers are compared with themselves: rounds of one server are the same thing, whatever it burns. */
export function aaBar(trials: readonly ComparisonTrial[], pairs: number): Bar {
  const effects = trials
    .flatMap(({ healthy, slower }) => [healthy, slower])
    .flatMap((result, seed) => againstItself(result, pairs, seed))
    .map(({ subject, reference }) => effectSize({ subject, reference, scenario: 'open', figure }))
    .filter((effect) => effect.state === 'known' && effect.verdict !== 'undecided');
  const different = effects.filter(
    (effect) => effect.state === 'known' && effect.verdict === 'different',
  ).length;
  const value = share(different, effects.length);
  return {
    name: 'A/A: share of trials that call a server different from itself, at 95 % confidence',
    value,
    goal: '≤ 0.05',
    holds: effects.length > 0 && value <= 0.05,
    trials: effects.length,
    note: `${pairs} pairs of neighbouring 1 s rounds a trial, a coin says which is first, no round in two trials.`,
  };
}

export function gateBar(trials: readonly ComparisonTrial[]): Bar {
  const states = trials.flatMap(({ gateStates }) => gateStates);
  const compared = states.filter((state) => state === 'passed' || state === 'failed');
  const value = states.filter((state) => state === 'failed').length;
  return {
    name: 'gate: false alarms in unchanged reruns',
    value,
    goal: '0',
    holds: value === 0 && compared.length > 0,
    trials: compared.length,
    note: 'Each rerun is half of the rounds of a trial, against one baseline from before the first trial, with the default thresholds and no noise floor.',
  };
}
