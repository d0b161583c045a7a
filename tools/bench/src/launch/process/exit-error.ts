import type { Result } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import { tailOf } from '../../system/tail.ts';
import type { LaunchSpec } from '../launcher.ts';

/** The exit codes of env(1) and its like, taskset(1) among them, for a program that cannot be run. */
const tasksetCodes: Record<number, string> = { 126: 'EACCES', 127: 'ENOENT' };

/** Why a server that should have been running is gone. */
export async function exitError(
  result: Result,
  { server, options, logFile, pinnedTo }: LaunchSpec,
): Promise<BenchError> {
  const said = await tailOf(logFile);
  const byTaskset =
    pinnedTo !== undefined && said?.startsWith('taskset: ') && tasksetCodes[result.exitCode ?? 0];
  const code = byTaskset || result.code;
  if (code === 'ENOENT' || code === 'EACCES') {
    return new BenchError(
      'COMMAND_NOT_FOUND',
      `${server}: cannot run "${options.command[0]}" (${code})`,
      'Build the server first, or correct "command" in its "bench" block; paths are taken from the workspace root.',
    );
  }
  const how = result.signal ? `was ended by ${result.signal}` : `exited with code ${result.exitCode}`;
  return new BenchError(
    'SERVER_DIED',
    `${server}: the server ${how} while it should have been running${said ? `; its last output:\n${said}` : ' and printed nothing'}`,
    `Start it by hand (PORT=8080 ${options.command.join(' ')}) and see; its whole output is in ${logFile}.`,
  );
}
