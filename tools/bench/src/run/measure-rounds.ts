import type { Load } from '../load/find-loads.ts';
import type { PlannedRound } from '../plan/plan.ts';
import type { Result } from '../schema/result.ts';
import { nameAtLimit } from '../text/format.ts';
import type { Dependencies } from './dependencies.ts';
import { measureRound, type RoundOutcome } from './measure-round.ts';
import { resultFolder } from './result-store.ts';
import type { RunSpec } from './run-spec.ts';
import { type Participant, participants } from './together.ts';

interface Measuring {
  /** By `keyOf`; each server of the plan has one. */
  readonly results: ReadonlyMap<string, Result>;
  /** Stores what the result of a server has become. */
  readonly keep: (result: Result) => Promise<void>;
  readonly dependencies: Dependencies;
}

/** Measures the rounds of the plan in their order, as many as are needed. */
export async function measureRounds(
  spec: RunSpec,
  { results, keep, dependencies }: Measuring,
): Promise<void> {
  const { plan, k6, scenarios, workspaceRoot, resultsFolder, stopping, signal, progress } = spec;
  const resultOf = (round: PlannedRound) => results.get(keyOf(round.server))!;
  const scenariosOf = (round: PlannedRound) => unfailed(scenarios.get(round.server.server)!, resultOf(round));
  const isDue = (round: PlannedRound) => {
    const enough = stopping.isEnough(round, [...results.values()]);
    return !(isOut(resultOf(round)) || scenariosOf(round).length === 0 || enough);
  };
  const measure = async (round: PlannedRound, participant?: Participant) => {
    progress.roundStarts(round);
    const outcome = await measureRound({
      round,
      scenarios: scenariosOf(round),
      k6,
      before: resultOf(round).rounds,
      dependencies,
      workspaceRoot,
      folder: resultFolder(resultsFolder, round.server),
      signal,
      participant,
      onNote: progress.note,
      onScenario: progress.scenarioStarts,
      onRequests: progress.requests,
    });
    progress.roundEnds(round, outcome.rounds);
    return { round, outcome };
  };
  const keepOutcome = async ({ round, outcome }: Awaited<ReturnType<typeof measure>>) => {
    await keep(withOutcome(resultOf(round), outcome));
    spec.onRound?.([...results.values()], plan.rounds.length - 1 - round.position);
  };
  const apart = new Set<string>();
  for (const group of atTheSameTime(plan.rounds)) {
    const due = group.filter(isDue);
    const { pair } = group[0]!.server;
    if (due.length > 1 && pair !== undefined && !apart.has(pair)) {
      const participating = participants(due.length);
      const measured = await allOf(due.map((round, place) => measure(round, participating[place])));
      const isFirst = due.every((round) => resultOf(round).rounds.length === 0);
      const failed = measured.flatMap(({ round, outcome: { errors } }) =>
        errors.slice(0, 1).map(({ code }) => `${round.server.server} failed (${code})`),
      );
      if (!isFirst || signal.aborted || failed.length === 0) {
        for (const each of measured) await keepOutcome(each);
        continue;
      }
      // They may share what there is one of, such as a port that no option names: then it is nobody's fault.
      apart.add(pair);
      spec.onApart?.(pair);
      progress.note(
        `${failed.join(' and ')} while the two ran at the same time: they are measured again, one after the other`,
      );
    }
    for (const round of due) await keepOutcome(await measure(round));
  }
}

/** Once all have ended, however they did. */
async function allOf<Value>(works: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

/** The rounds in their order; those of a pair together where they are measured so. */
function atTheSameTime(rounds: readonly PlannedRound[]): PlannedRound[][] {
  const groups: PlannedRound[][] = [];
  for (const planned of rounds) {
    const last = groups.at(-1);
    const partner = last?.[0];
    const { pair, together } = planned.server;
    if (together && pair !== undefined && partner?.server.pair === pair && partner.round === planned.round) {
      last!.push(planned);
    } else groups.push([planned]);
  }
  return groups;
}

/** Whether the server has dropped out of the run. */
const isOut = ({ errors }: Result) => errors.some(({ scenario }) => scenario === undefined);

/** Without those that have failed by themselves: they would fail again. */
function unfailed(loads: readonly Load[], { errors }: Result): Load[] {
  return loads.filter(({ name }) => !errors.some(({ scenario }) => scenario === name));
}

/** What a result is of: a server, within one CPU limit where it has several. */
export const keyOf = ({ server, cpus }: Pick<Result, 'server' | 'cpus'>) => nameAtLimit(server, cpus);

function withOutcome(result: Result, outcome: RoundOutcome): Result {
  const rounds = [...result.rounds, ...outcome.rounds];
  const { account, coldStartMs, pssAtRestBytes, rssAtRestBytes, anonymousAtRestBytes, errors } = outcome;
  return {
    ...result,
    status: rounds.some((round) => round.status === 'measured') ? 'measured' : 'failed',
    rounds,
    errors: [...result.errors, ...errors],
    ...(account && { account }),
    coldStartMs: coldStartMs === undefined ? result.coldStartMs : [...result.coldStartMs, coldStartMs],
    ...(pssAtRestBytes && { pssAtRestBytes }),
    rssAtRestBytes:
      rssAtRestBytes === undefined ? result.rssAtRestBytes : { state: 'known', value: rssAtRestBytes },
    ...(anonymousAtRestBytes !== undefined && {
      anonymousAtRestBytes: { state: 'known', value: anonymousAtRestBytes },
    }),
  };
}
