import type { Result } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import { SHELL_NAME } from '../../system/process/waiting-shell.ts';
import { tailOf } from '../../system/tail.ts';
import { shellWord } from '../../text/shell-word.ts';
import { asStarted } from '../command-in.ts';
import type { LaunchSpec } from '../launcher.ts';

/** The exit codes of a shell for a program that cannot be run (POSIX, Shell Command Language, 2.8.2). */
const shellCodes: Record<number, string> = { 126: 'EACCES', 127: 'ENOENT' };

/** Why a server that should have been running is gone. */
export async function exitError(
  result: Result,
  { server, role, options, logFile }: LaunchSpec,
): Promise<BenchError> {
  const said = await tailOf(logFile);
  const byShell = said.split('\n').at(-1)?.startsWith(`${SHELL_NAME}: `) && shellCodes[result.exitCode ?? 0];
  const code = byShell || result.code;
  if (code === 'ENOENT' || code === 'EACCES') {
    return new BenchError(
      'COMMAND_NOT_FOUND',
      `${server}: cannot run "${options.command[0]}" (${code})`,
      `Build ${role === 'dependency' ? 'it' : 'the server'} first, or correct "command" in the "bench" block; paths are taken from the workspace root.`,
    );
  }
  const how = result.signal ? `was ended by ${result.signal}` : `exited with code ${result.exitCode}`;
  const background =
    result.exitCode === 0 ? ' If it is to go on in the background, let it stay in the foreground.' : '';
  return new BenchError(
    'SERVER_DIED',
    `${server}: ${role === 'dependency' ? 'it' : 'the server'} ${how} while it should have been running${said ? `; its last output:\n${said}` : ' and printed nothing'}`,
    `Start it by hand (${byHand(options.command)}) and see; its whole output is in ${logFile}.${background}`,
  );
}

/** For a shell, as the bench starts it, at a port of one's own. */
export function byHand(command: readonly string[], port = 8080): string {
  const words = command.map((word) => shellWord(asStarted(word, { host: '127.0.0.1', port })));
  return `HOST=127.0.0.1 PORT=${port} ${words.join(' ')}`;
}
