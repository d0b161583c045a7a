import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../errors/bench-error.ts';
import { expandHeaders } from '../plan/expand-headers.ts';
import { tailOf } from '../system/tail.ts';
import type { LaunchSpec } from './launcher.ts';

const retryMs = 1;
const answerTimeoutMs = 2000;

/** The request that says that the server is ready: `ready`, else a GET of `readyPath` that is answered by 200. */
interface Probe {
  readonly url: string;
  readonly method: string;
  readonly status: readonly number[];
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/**
 * Waits for the first answer that says so. @returns when it came, by `performance.now()`.
 * @throws SERVER_NOT_READY with the last answer and the server's last output.
 */
export async function untilReady({
  spec,
  url,
  timeoutMs,
}: {
  spec: LaunchSpec;
  /** Of the server, without a path. */
  url: string;
  timeoutMs: number;
}): Promise<number> {
  const probe = probeOf(spec, url);
  const deadline = performance.now() + timeoutMs;
  let last = 'no answer';
  while (performance.now() < deadline) {
    spec.signal.throwIfAborted();
    last = await request(probe);
    if (probe.status.some((status) => last === String(status))) return performance.now();
    await sleep(retryMs);
  }
  const said = await tailOf(spec.logFile);
  throw new BenchError(
    'SERVER_NOT_READY',
    `${spec.server}: expected ${probe.status.join(' or ')} from ${probe.method} ${probe.url} within ${timeoutMs} ms, found ${last}${said ? `; its last output:\n${said}` : ''}`,
    await fixFor(probe, last),
  );
}

function probeOf({ server, options }: LaunchSpec, url: string): Probe {
  const { path = options.readyPath, status = [200], method = 'GET', headers, body } = options.ready ?? {};
  return {
    url: url + path,
    method,
    status,
    headers: expandHeaders(server, { ...options.headers, ...headers }, process.env),
    body,
    rejectUnauthorized: !options.insecureSkipTLSVerify,
  };
}

/** The reason is looked for where a wrong address would be: a server that takes only the other loopback, or the other scheme. */
async function fixFor(probe: Probe, last: string): Promise<string> {
  if (/ECONNREFUSED/.test(last)) {
    const other = probe.url.replace('//127.0.0.1:', '//[::1]:');
    const answer = other === probe.url ? '' : await request({ ...probe, url: other });
    if (/^\d+$/.test(answer)) return `It answers at ${other}: let it listen on the HOST that it is given.`;
  }
  if (/self.signed|unable to verify|CERT_|certificate/i.test(last)) {
    return 'Set "insecureSkipTLSVerify": true, which the result says, or have NODE_EXTRA_CA_CERTS name the authority.';
  }
  if (/^30[12378]$/.test(last))
    return `Give "ready": {"status": [${last}]} if a redirect says that it is ready.`;
  if (/^[245]\d\d$/.test(last)) {
    return 'Is "readyPath" right? Another answer may say that it is ready: "ready": {"status": [204, 401]}. If it only starts slowly, raise "readyTimeout".';
  }
  return 'Does it listen on the HOST and PORT that it is given, and is "scheme" right? If it only starts slowly, raise "readyTimeout".';
}

/** The status of one answer, or what went wrong. */
function request({ url, method, headers, body, rejectUnauthorized }: Probe): Promise<string> {
  const client = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    const options = { method, headers, agent: false, timeout: answerTimeoutMs, rejectUnauthorized };
    const call = client.request(url, options, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    call.once('timeout', () => call.destroy(new Error(`no answer in ${answerTimeoutMs} ms`)));
    call.once('error', (error) =>
      resolve(error.message || (error as NodeJS.ErrnoException).code || 'an error'),
    );
    call.end(body);
  });
}
