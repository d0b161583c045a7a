import type { ServerVerdict } from '../../../bench/src/schema/revision-comparison.ts';
import { type Bar, share } from '../bar.ts';
import { budgetSeconds, type CompareTrial } from './trial.ts';

const differs = (server: ServerVerdict) =>
  server.state === 'compared' && (server.verdict === 'slower' || server.verdict === 'faster');

/** Trials of servers that are the same on both sides; each is one, however many servers it has. */
export function sameBar(trials: readonly ServerVerdict[][]): Bar {
  const value = share(trials.filter((servers) => servers.some(differs)).length, trials.length);
  return {
    name: 'compare: share of comparisons of HEAD with HEAD that say that it differs, all servers together',
    value,
    goal: '≤ 0.05',
    holds: trials.length > 0 && value <= 0.05,
    trials: trials.length,
    note: `CPU per request; ${budgetSeconds} s of measuring for each server at most.`,
  };
}

/** Found, with an interval that holds what was injected. */
export function injectedBar(name: string, injected: number, verdicts: readonly ServerVerdict[]): Bar {
  const found = verdicts.filter((server) => {
    if (server.state !== 'compared' || server.verdict !== 'slower') return false;
    const [figure] = server.figures;
    return figure?.state === 'measured' && figure.low <= 1 + injected && 1 + injected <= figure.high;
  });
  const value = share(found.length, verdicts.length);
  return {
    name,
    value,
    goal: '≥ 0.95',
    holds: verdicts.length > 0 && value >= 0.95,
    trials: verdicts.length,
    note: `The interval holds ${1 + injected} too; ${budgetSeconds} s of measuring at most.`,
  };
}

/** What is said that is not so: that it is faster, or that it does not differ. */
export function wronglyBar(name: string, verdicts: readonly ServerVerdict[]): Bar {
  const wrong = verdicts.filter(
    (server) =>
      server.state === 'compared' && (server.verdict === 'faster' || server.verdict === 'no difference'),
  ).length;
  const untold = verdicts.filter(
    (server) => server.state === 'compared' && server.verdict === 'cannot tell',
  ).length;
  return {
    name,
    value: wrong,
    goal: '0',
    holds: verdicts.length > 0 && wrong === 0,
    trials: verdicts.length,
    note: `Of these ${untold} cannot tell, which is right too. Busy programs take half of the machine by turns.`,
  };
}

/** Of the trials that the time ended, and not precision. */
export function budgetBar(name: string, trials: readonly CompareTrial[]): Bar {
  const spent = trials.filter(({ servers }) =>
    servers.some((server) => server.state === 'compared' && server.roundsChosenBy === 'budget'),
  );
  const value = Math.max(0, ...spent.map(({ run }) => Math.abs(run.spentMs / run.budgetMs - 1)));
  return {
    name,
    value,
    goal: '≤ 0.1',
    holds: value <= 0.1,
    trials: spent.length,
    note: `Of ${trials.length} comparisons ${spent.length} spent it; the others were precise before.`,
  };
}
