import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CompareError } from './errors.mjs';

const run = promisify(execFile);

/**
 * Loads a URL with wrk and says how many requests were answered with 2xx.
 * wrk costs a few microseconds a request, so that the server saturates before it does.
 * @param {string} url
 * @param {{ connections: number, seconds: number }} load
 * @returns {Promise<{ requests: number, requestsPerSecond: number }>}
 */
export async function load(url, { connections, seconds }) {
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, url]).catch((error) => {
    throw error.code === 'ENOENT'
      ? new CompareError(
          'COMPARE_GENERATOR_MISSING',
          'expected wrk on PATH, found none',
          'install it: apt-get install wrk',
        )
      : error;
  });
  const faults = /Socket errors: .*|Non-2xx or 3xx responses: .*/.exec(stdout)?.[0];
  if (faults !== undefined) {
    throw new CompareError(
      'COMPARE_FAILED_REQUESTS',
      `${url}: expected 2xx only, found ${faults}`,
      'run the tests of the server',
    );
  }
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
  };
}
