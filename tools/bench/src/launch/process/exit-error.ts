import type { Result } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import type { LaunchSpec } from '../launcher.ts';
import { tailOf } from '../tail.ts';

/** Why a server that should have been running is gone. */
export async function exitError(
  result: Result,
  { server, options, logFile }: LaunchSpec,
): Promise<BenchError> {
  if (result.code === 'ENOENT' || result.code === 'EACCES') {
    return new BenchError(
      'COMMAND_NOT_FOUND',
      `${server}: cannot run "${options.command[0]}" (${result.code})`,
      'Build the server first, or correct "command" in its "bench" block; paths are taken from the workspace root.',
    );
  }
  const how = result.signal ? `was ended by ${result.signal}` : `exited with code ${result.exitCode}`;
  const said = await tailOf(logFile);
  return new BenchError(
    'SERVER_DIED',
    `${server}: the server ${how} while it should have been running${said ? `; its last output:\n${said}` : ' and printed nothing'}`,
    `Start it by hand (PORT=8080 ${options.command.join(' ')}) and see; its whole output is in ${logFile}.`,
  );
}
