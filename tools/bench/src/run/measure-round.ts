import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toFailure } from '../errors/bench-error.ts';
import { launcherOf } from '../launch/launchers.ts';
import type { Load } from '../load/find-loads.ts';
import type { K6 } from '../load/k6.ts';
import type { PlannedRound } from '../plan/plan.ts';
import type { Account } from '../schema/account.ts';
import type { Failure } from '../schema/failure.ts';
import { durationMs } from '../schema/options.ts';
import type { Reading } from '../schema/result.ts';
import type { Round } from '../schema/round.ts';
import { watchLog } from '../system/log-file.ts';
import { measureLoad } from './measure-load.ts';

export interface RoundSpec {
  readonly round: PlannedRound;
  readonly scenarios: readonly Load[];
  readonly k6: K6;
  /** The earlier rounds of this server. */
  readonly before: readonly Round[];
  readonly workspaceRoot: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onNote: (line: string) => void;
  readonly onScenario: (scenario: string) => void;
  readonly onRequests: (requests: number) => void;
}

/** What one launch of a server gave; `error` is there when not all of it could be measured. */
export interface RoundOutcome extends Seen {
  readonly rounds: Round[];
  readonly error?: Failure;
}

/** What a launch shows apart from its loads. */
interface Seen {
  account?: Account;
  coldStartMs?: number;
  rssAtRestBytes?: number;
  pssAtRestBytes?: Reading;
  anonymousAtRestBytes?: number;
}

/** Launches the server, lets it rest in its first round, measures every scenario, and stops it. */
export async function measureRound(spec: RoundSpec): Promise<RoundOutcome> {
  const { round, signal } = spec;
  const { server, options, root, pinning } = round.server;
  const rounds: Round[] = [];
  const seen: Seen = {};
  let scenarioName = options.scenarios[0]!;
  const logFile = join(spec.folder, `server-${round.round + 1}.log`);
  const log = watchLog(logFile);
  try {
    await Promise.all(spec.scenarios.map(({ name }) => mkdir(join(spec.folder, name), { recursive: true })));
    const launch = {
      server,
      options,
      workspaceRoot: spec.workspaceRoot,
      ...(root !== undefined && { root }),
      ...(pinning?.state === 'pinned' && { pinnedTo: pinning.serverCpus }),
      logFile,
      signal,
      onNote: spec.onNote,
    };
    const running = await launcherOf[options.launcher].launch(launch);
    seen.coldStartMs = running.coldStartMs;
    seen.account = running.account;
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
        rounds.push(
          await measureLoad({ ...spec, before: [...spec.before, ...rounds], scenario, running, log }),
        );
      }
    } finally {
      await running.stop();
    }
    return { rounds, ...seen };
  } catch (thrown) {
    const error = toFailure(signal.aborted ? signal.reason : thrown);
    const place = { round: round.round, position: round.position, scenario: scenarioName };
    rounds.push({ ...place, status: 'failed', startedAt: new Date().toISOString(), error });
    return { rounds, ...seen, error };
  } finally {
    log.end();
  }
}
