import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** Without it Nx does not keep what a command printed that failed while its output was streamed. */
const keepOutputs = { NX_RUN_COMMANDS_DIRECTLY: 'false' };

/** One call of Nx: the targets of every project that has them. */
export interface Checks {
  readonly targets: readonly string[];
  /** Tasks at the same time. */
  readonly parallel: number;
}

/**
 * What e2e starts are servers and load generators: half of the cores are theirs. So all else runs before, on all cores. What
 * failed there is tried once more beside less, where it is counted.
 */
export function stagesOfChecks(cores = availableParallelism()): [Checks, Checks] {
  return [
    { targets: ['build', 'lint', 'typecheck', 'test'], parallel: cores },
    { targets: ['lint', 'typecheck', 'test', 'e2e'], parallel: Math.max(1, Math.floor(cores / 2)) },
  ];
}

/** Runs checks in the foreground and goes on after a failure. Resolves to Nx's exit code. */
export async function runChecks(
  { targets, parallel }: Checks,
  nxArgs: readonly string[],
  root: string,
): Promise<number> {
  const nx = join(root, 'node_modules', '.bin', 'nx');
  const defaults = ['--output-style=stream', '--nxBail=false', `--parallel=${parallel}`].filter(
    (option) => !nxArgs.some((arg) => arg.startsWith(option.replace(/=.*/, ''))),
  );
  const result = await execa(process.execPath, [nx, 'run-many', '-t', ...targets, ...defaults, ...nxArgs], {
    cwd: root,
    env: { NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true', ...keepOutputs },
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    reject: false,
  });
  return result.exitCode ?? 1;
}
