import { join } from 'node:path';
import { execa } from 'execa';
import { BenchError } from '../errors/bench-error.ts';
import { launcherOf } from '../launch/launchers.ts';
import type { PlannedServer } from '../plan/plan.ts';

/**
 * Runs the option `contractCheck` against a launch of its own, so that what the check does to the server
 * is in no measurement. @throws CONTRACT_BROKEN with what the check printed
 */
export async function checkContract(
  { server, options, root }: PlannedServer,
  where: { workspaceRoot: string; folder: string; signal: AbortSignal },
): Promise<void> {
  if (options.contractCheck === undefined) return;
  const { workspaceRoot, signal } = where;
  const logFile = join(where.folder, 'contract-check.log');
  const running = await launcherOf[options.launcher].launch({
    server,
    options,
    workspaceRoot,
    ...(root !== undefined && { root }),
    logFile,
    signal,
  });
  try {
    const [program, ...args] = options.contractCheck;
    const check = await execa(program!, [...args, running.url], {
      cwd: workspaceRoot,
      stdin: 'ignore',
      all: true,
      reject: false,
      cancelSignal: signal,
    });
    signal.throwIfAborted();
    if (check.exitCode === 0) return;
    throw new BenchError(
      'CONTRACT_BROKEN',
      `${server}: the contract check failed (${options.contractCheck.join(' ')}, exit code ${check.exitCode ?? check.code}):\n${check.all}`,
      'Mend the server: a server that answers differently from the rest cannot be compared with them.',
    );
  } finally {
    await running.stop();
  }
}
