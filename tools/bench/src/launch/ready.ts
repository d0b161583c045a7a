import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../errors/bench-error.ts';
import { tailOf } from '../system/tail.ts';
import type { LaunchSpec } from './launcher.ts';

const retryMs = 1;
const answerTimeoutMs = 2000;

/**
 * Waits for the first 200. @returns when it came, by `performance.now()`.
 * @throws SERVER_NOT_READY with the last answer and the server's last output.
 */
export async function untilReady(probe: {
  spec: LaunchSpec;
  url: string;
  timeoutMs: number;
}): Promise<number> {
  const { spec, url, timeoutMs } = probe;
  const deadline = performance.now() + timeoutMs;
  let last = 'no answer';
  while (performance.now() < deadline) {
    spec.signal.throwIfAborted();
    last = await request(url);
    if (last === '200') return performance.now();
    await sleep(retryMs);
  }
  const said = await tailOf(spec.logFile);
  throw new BenchError(
    'SERVER_NOT_READY',
    `${spec.server}: expected 200 from GET ${url} within ${timeoutMs} ms, found ${last}${said ? `; its last output:\n${said}` : ''}`,
    'Does it listen on the HOST and PORT that it is given, and is "readyPath" right? If it only starts slowly, raise "readyTimeout".',
  );
}

/** The status of one answer, or what went wrong. */
function request(url: string): Promise<string> {
  return new Promise((resolve) => {
    const call = get(url, { agent: false, timeout: answerTimeoutMs }, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    call.once('timeout', () => call.destroy(new Error(`no answer in ${answerTimeoutMs} ms`)));
    call.once('error', (error) =>
      resolve(error.message || (error as NodeJS.ErrnoException).code || 'an error'),
    );
  });
}
