// Not execa: its import alone costs more than everything that the set-up does when all is there.
import { execFile } from 'node:child_process';

/**
 * Runs a program and hands back what it printed on standard output, trimmed; `undefined` when it could not run,
 * failed, or said nothing for 10 s.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string | undefined>}
 */
export function ask(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = execFile(program, [...args], { timeout: 10_000, ...options }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    );
    child.stdin?.end();
  });
}
