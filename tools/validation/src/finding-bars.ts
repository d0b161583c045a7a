import type { BoundName } from '../../bench/src/schema/bound.ts';
import { type Finding, type FindingCode, findingCodes } from '../../bench/src/schema/finding.ts';
import { type Bar, notTried } from './bar.ts';
import type { Condition } from './conditions.ts';

/** What was found under a condition. */
export interface Observed {
  condition: Condition;
  found: FindingCode[];
  bound: BoundName;
  /** Whether requests/s left the ranking. */
  rateInvalidated: boolean;
  /** Part of the machine that others had: in the median round and in the worst. */
  foreignShare: { median: number; worst: number };
  stall?: Pick<Finding, 'summary' | 'evidence'>;
}

/**
 * A bar for each finding (the share of its conditions in which it was found), one for findings where nothing causes them, and
 * one for the ancestor's fault. Where other programs took the machine away, which they are not to do unless the condition is
 * just that, in every repetition, a condition is left out: what is then found is real, and not of our making.
 */
export function findingBars(all: readonly Observed[]): Bar[] {
  const quiet = all.filter((each) => !isDisturbed(each));
  const left = all.length - quiet.length;
  const note = left > 0 ? { note: `${left} more left out, as other programs used the machine.` } : {};
  const falseFindings = quiet.reduce((sum, each) => sum + falseFindingsIn(each).length, 0);
  return [
    ...findingCodes.map((code) => findingBar(code, quiet)),
    {
      name: 'findings where nothing causes them',
      value: falseFindings,
      goal: '0',
      holds: quiet.length > 0 && falseFindings === 0,
      trials: quiet.length,
      ...note,
    },
    ancestorBar(quiet),
  ];
}

function findingBar(code: FindingCode, observed: readonly Observed[]): Bar {
  const name = `${code}: share found where it is caused`;
  const caused = observed.filter(({ condition }) => condition.expected.includes(code));
  if (caused.length === 0)
    return notTried(name, '1', 'Its condition could not be made here, or was disturbed.');
  const value = caused.filter((each) => each.found.includes(code)).length / caused.length;
  return { name, value, goal: '1', holds: value === 1, trials: caused.length };
}

/** No TCP_NODELAY, head and body written apart, 50 VUs: diagnosed, with receiving against waiting, and out of the ranking. */
function ancestorBar(observed: readonly Observed[]): Bar {
  const name =
    "the ancestor's fault: share diagnosed by receiving and waiting, with requests/s out of the ranking";
  const stalls = observed.filter(({ condition }) => condition.expected.includes('delayed-ack-stall'));
  if (stalls.length === 0) return notTried(name, '1', 'Its condition was disturbed.');
  const diagnosed = stalls.filter(
    ({ found, rateInvalidated, stall }) =>
      rateInvalidated &&
      found.includes('vu-bound') &&
      stall?.evidence.receivingP50Ms !== undefined &&
      stall.evidence.waitingP50Ms !== undefined,
  );
  const value = diagnosed.length / stalls.length;
  const said = diagnosed[0]?.stall?.summary;
  return { name, value, goal: '1', holds: value === 1, trials: stalls.length, ...(said && { note: said }) };
}

/** Whether others used the machine while a condition was measured that is not about them. */
export function isDisturbed({ condition, found }: Observed): boolean {
  return found.includes('noisy-host') && !condition.expected.includes('noisy-host');
}

export function falseFindingsIn({ condition, found }: Observed): FindingCode[] {
  return found.filter((code) => code !== 'noisy-host' && !condition.expected.includes(code));
}
