import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const targets = ['lint', 'typecheck', 'test', 'e2e'];
/** They start nothing that others could disturb. */
const sideBySide = ['build', 'lint', 'typecheck'];

/** Without it Nx does not keep what a command printed that failed while its output was streamed. */
const keepOutputs = { NX_RUN_COMMANDS_DIRECTLY: 'false' };

/**
 * Runs every check of the workspace in the foreground and goes on after a failure. Resolves to Nx's exit code.
 * Tests start servers and load generators: half of the cores are theirs. So what needs no quiet runs before, on all cores, and what
 * failed there fails once more where it is counted.
 */
export async function runChecks(nxArgs: readonly string[], root: string): Promise<number> {
  const cores = availableParallelism();
  await runMany(sideBySide, nxArgs, root, cores);
  return runMany(targets, nxArgs, root, Math.max(1, Math.floor(cores / 2)));
}

async function runMany(
  targets: readonly string[],
  nxArgs: readonly string[],
  root: string,
  parallel: number,
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
