import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../errors/bench-error.ts';
import { launcherOf } from '../launch/launchers.ts';
import type { PlannedServer } from '../plan/plan.ts';
import { anySignal } from '../system/any-signal.ts';
import { watchLog } from '../system/log-file.ts';
import { startProgramThatEndsWithUs } from '../system/process/ends-with-us.ts';
import { tailOf } from '../system/tail.ts';
import type { Beside, Dependencies } from './dependencies.ts';

/** A check of some hundred requests takes seconds; one that waits for something would hold the machine for ever. */
const longestMs = 600_000;
/** Of what it printed, for the error. */
const mostLines = 200;
/** A server that is gone makes its check fail as well, and a cluster is asked once a second whether it is. */
const deathIsSeenMs = 2000;

/**
 * Runs the option `contractCheck` against a launch of its own, so that what the check does to the server
 * is in no measurement. @throws CONTRACT_BROKEN with what the check printed; what the launch throws, and what the server dies of
 */
export async function checkContract(
  planned: PlannedServer,
  where: { workspaceRoot: string; folder: string; signal: AbortSignal; dependencies: Dependencies },
): Promise<void> {
  const { server, options, root } = planned;
  if (options.contractCheck === undefined) return;
  const { workspaceRoot, folder, signal } = where;
  const logFile = join(where.folder, 'contract-check-server.log');
  const log = watchLog(logFile);
  let beside: Beside | undefined;
  try {
    beside = await where.dependencies.startFor(planned, { folder, name: 'contract-check', signal });
    const running = await launcherOf[options.launcher].launch({
      server,
      options: beside.options,
      workspaceRoot,
      ...(root !== undefined && { root }),
      logFile,
      signal,
    });
    const died = Promise.race([running.died, beside.died]);
    died.catch(() => {});
    try {
      await runCheck(server, options.contractCheck, { url: running.url, died }, where);
    } catch (thrown) {
      // A server may end because what it needs has ended, and be the first to be seen.
      throw signal.aborted ? signal.reason : (beside.ended() ?? thrown);
    } finally {
      await running.stop();
    }
  } finally {
    await beside?.stop();
    log.end();
  }
}

async function runCheck(
  server: string,
  [program, ...args]: readonly string[],
  { url, died }: { url: string; died: Promise<never> },
  { workspaceRoot, folder, signal }: { workspaceRoot: string; folder: string; signal: AbortSignal },
): Promise<void> {
  const logFile = join(folder, 'contract-check.log');
  const over = new AbortController();
  const { ended } = startProgramThatEndsWithUs({
    command: [program!, ...args, url],
    env,
    cwd: workspaceRoot,
    logFile,
    signal: anySignal(signal, over.signal, AbortSignal.timeout(longestMs)),
  });
  try {
    const result = await Promise.race([ended, died]);
    signal.throwIfAborted();
    if (result.exitCode === 0) return;
    await Promise.race([sleep(deathIsSeenMs, undefined, { signal }), died]);
    const how = result.isCanceled
      ? `had not ended after ${longestMs / 60_000} minutes`
      : `exit code ${result.exitCode ?? result.signal ?? result.code}`;
    throw new BenchError(
      'CONTRACT_BROKEN',
      `${server}: the contract check failed (${[program, ...args].join(' ')}, ${how}):\n${await tailOf(logFile, mostLines)}`,
      'Mend the server: a server that answers differently from the rest cannot be compared with them.',
    );
  } finally {
    over.abort();
    await ended;
  }
}
