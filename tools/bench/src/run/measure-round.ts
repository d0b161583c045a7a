import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError, toFailure } from '../errors/bench-error.ts';
import type { ErrorCode } from '../errors/error-code.ts';
import { launcherOf } from '../launch/launchers.ts';
import type { Load } from '../load/find-loads.ts';
import type { K6 } from '../load/k6.ts';
import type { PlannedRound } from '../plan/plan.ts';
import type { Account } from '../schema/account.ts';
import type { Failure, ResultFailure } from '../schema/failure.ts';
import { durationMs } from '../schema/options.ts';
import type { Reading } from '../schema/result.ts';
import type { Round } from '../schema/round.ts';
import { watchLog } from '../system/log-file.ts';
import type { Beside, Dependencies } from './dependencies.ts';
import { measureLoad } from './measure-load.ts';
import type { Participant } from './together.ts';

export interface RoundSpec {
  readonly round: PlannedRound;
  readonly scenarios: readonly Load[];
  readonly k6: K6;
  /** The earlier rounds of this server. */
  readonly before: readonly Round[];
  readonly workspaceRoot: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly dependencies: Dependencies;
  /** Of servers that are measured at the same time; absent for one by itself. */
  readonly participant?: Participant | undefined;
  readonly onNote: (line: string) => void;
  readonly onScenario: (scenario: string) => void;
  readonly onRequests: (requests: number) => void;
}

/** What one launch of a server gave; `errors` say what of it could not be measured. */
export interface RoundOutcome extends Seen {
  readonly rounds: Round[];
  readonly errors: ResultFailure[];
}

/** What a launch shows apart from its loads. */
interface Seen {
  account?: Account;
  coldStartMs?: number;
  rssAtRestBytes?: number;
  pssAtRestBytes?: Reading;
  anonymousAtRestBytes?: number;
}

const deathIsSeenMs = 200;

/** What is wrong with a script or its rate, and nothing that another load of the same server would meet. */
const ofLoadAlone: readonly ErrorCode[] = [
  'K6_FAILED',
  'LOAD_WITHOUT_END',
  'NO_HTTP_REQUESTS',
  'RATE_UNKNOWN',
  'WRK_FAILED',
];

function isOfLoadAlone(thrown: unknown): thrown is BenchError {
  return thrown instanceof BenchError && ofLoadAlone.includes(thrown.code);
}

/** Starts what the server needs, launches it, lets it rest in its first round, measures every scenario, and stops it. */
export async function measureRound(spec: RoundSpec): Promise<RoundOutcome> {
  const { round, signal, participant } = spec;
  const { server, options, root, pinning } = round.server;
  const rounds: Round[] = [];
  const errors: ResultFailure[] = [];
  const seen: Seen = {};
  const failedRound = (scenario: string, error: Failure) => {
    const place = { round: round.round, position: round.position, scenario };
    rounds.push({ ...place, status: 'failed', startedAt: new Date().toISOString(), error });
  };
  let scenarioName = spec.scenarios[0]!.name;
  const logFile = join(spec.folder, `server-${round.round + 1}.log`);
  const log = watchLog(logFile);
  let beside: Beside | undefined;
  try {
    await Promise.all(spec.scenarios.map(({ name }) => mkdir(join(spec.folder, name), { recursive: true })));
    beside = await spec.dependencies.startFor(round.server, {
      folder: spec.folder,
      name: `round-${round.round + 1}`,
      signal,
      onNote: spec.onNote,
    });
    const launch = {
      server,
      options: beside.options,
      workspaceRoot: spec.workspaceRoot,
      ...(root !== undefined && { root }),
      ...(pinning?.state === 'pinned' && { pinnedTo: pinning.serverCpus }),
      logFile,
      signal,
      onNote: spec.onNote,
    };
    const launched = await launcherOf[options.launcher].launch(launch);
    const running = { ...launched, died: Promise.race([launched.died, beside.died]) };
    running.died.catch(() => {});
    seen.coldStartMs = running.coldStartMs;
    seen.account = running.account;
    participant?.contribute(running.usage);
    try {
      if (round.round === 0) {
        await Promise.race([sleep(durationMs(options.rest), undefined, { signal }), running.died]);
        seen.rssAtRestBytes = running.usage().rssBytes;
        seen.pssAtRestBytes = running.proportionalMemory.now();
        const anonymous = running.anonymousBytes?.();
        if (anonymous !== undefined) seen.anonymousAtRestBytes = anonymous;
      }
      for (const scenario of spec.scenarios) {
        scenarioName = scenario.name;
        spec.onScenario(scenarioName);
        const before = [...spec.before, ...rounds];
        try {
          rounds.push(await measureLoad({ ...spec, before, scenario, running, beside, log }));
        } catch (thrown) {
          if (signal.aborted || !isOfLoadAlone(thrown)) throw thrown;
          // A server that is gone makes a script fail as well, and may be seen later.
          await Promise.race([sleep(deathIsSeenMs), running.died]);
          const failure = thrown.toFailure();
          failedRound(scenarioName, failure);
          errors.push({ ...failure, scenario: scenarioName });
        }
      }
      // What one does to stop would disturb the load of another.
      await Promise.race([participant?.meet(), running.died]);
    } finally {
      participant?.leave();
      await running.stop();
    }
    return { rounds, errors, ...seen };
  } catch (thrown) {
    // A server may end because what it needs has ended, and be the first to be seen.
    const error = toFailure(signal.aborted ? signal.reason : (beside?.ended() ?? thrown));
    failedRound(scenarioName, error);
    return { rounds, errors: [...errors, error], ...seen };
  } finally {
    participant?.leave();
    await beside?.stop();
    log.end();
  }
}
