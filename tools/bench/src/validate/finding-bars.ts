import { type FindingCode, findingCodes } from '../schema/finding.ts';
import type { Bar } from './bar.ts';
import type { Condition } from './conditions.ts';

/** What was found under a condition. */
export interface Observed {
  condition: Condition;
  found: FindingCode[];
  /** Whether requests/s left the ranking. */
  rateInvalidated: boolean;
}

/**
 * A bar for each finding (the share of its conditions in which it was found), and one for findings where nothing
 * causes them. Other programs on the machine are not ours to stop, so that a noisy host is no false finding.
 */
export function findingBars(observed: readonly Observed[]): Bar[] {
  const bars = findingCodes.map((code): Bar => {
    const caused = observed.filter(({ condition }) => condition.expected.includes(code));
    const found = caused.filter((each) => each.found.includes(code)).length;
    const value = caused.length === 0 ? 0 : found / caused.length;
    return {
      name: `${code}: share found where it is caused`,
      value,
      goal: '1',
      holds: value === 1,
      trials: caused.length,
    };
  });
  const falseFindings = observed.reduce((sum, each) => sum + falseFindingsIn(each).length, 0);
  const stalls = observed.filter(({ condition }) => condition.expected.includes('delayed-ack-stall'));
  const out = stalls.filter((each) => each.rateInvalidated).length;
  return [
    ...bars,
    {
      name: 'findings where nothing causes them',
      value: falseFindings,
      goal: '0',
      holds: falseFindings === 0,
      trials: observed.length,
    },
    {
      name: 'delayed-ack-stall: share with requests/s out of the ranking',
      value: stalls.length === 0 ? 0 : out / stalls.length,
      goal: '1',
      holds: stalls.length > 0 && out === stalls.length,
      trials: stalls.length,
    },
  ];
}

export function falseFindingsIn({ condition, found }: Observed): FindingCode[] {
  return found.filter((code) => code !== 'noisy-host' && !condition.expected.includes(code));
}
