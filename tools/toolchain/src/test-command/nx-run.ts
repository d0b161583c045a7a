import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const targets = ['lint', 'typecheck', 'test', 'e2e'];

/** Without it Nx does not keep what a command printed that failed while its output was streamed. */
const keepOutputs = { NX_RUN_COMMANDS_DIRECTLY: 'false' };

/**
 * Runs every check of the workspace in the foreground and goes on after a failure. Resolves to Nx's exit code.
 * Tests start servers and load generators: half of the cores are theirs.
 */
export async function runChecks(nxArgs: readonly string[], root: string): Promise<number> {
  const nx = join(root, 'node_modules', '.bin', 'nx');
  const parallel = Math.max(1, Math.floor(availableParallelism() / 2));
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
