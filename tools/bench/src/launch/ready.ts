import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../errors/bench-error.ts';
import { expandHeaders } from '../plan/expand-headers.ts';
import { tailOf } from '../system/tail.ts';
import type { LaunchSpec } from './launcher.ts';

const retryMs = 1;
/** After it another try begins beside those that wait still: the server may have lost one, or only be slow. */
const patienceMs = 2000;
/** A try that the deadline cut off sooner says nothing of the server. */
const worthTellingMs = 100;

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
  listensAt = () => [],
}: {
  spec: LaunchSpec;
  /** Of the server, without a path. */
  url: string;
  timeoutMs: number;
  /** Where the server's processes listen, for the reason. */
  listensAt?: () => readonly string[];
}): Promise<number> {
  const probe = probeOf(spec, url);
  const { answer, readyAt } = await firstAnswer(probe, timeoutMs, spec.signal);
  if (readyAt !== undefined) return readyAt;
  const said = await tailOf(spec.logFile);
  throw new BenchError(
    'SERVER_NOT_READY',
    `${spec.server}: expected ${probe.status.join(' or ')} from ${probe.method} ${probe.url} within ${timeoutMs} ms, found ${answer}${said ? `; its last output:\n${said}` : ''}`,
    await fixFor(probe, answer, listensAt()),
  );
}

/** The last answer that came, or what went wrong, and when one came that says so. Every try lasts until the deadline. */
async function firstAnswer(
  probe: Probe,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ answer: string; readyAt?: number }> {
  const over = new AbortController();
  const deadline = performance.now() + timeoutMs;
  const timer = setTimeout(() => over.abort(), timeoutMs);
  const both = AbortSignal.any([signal, over.signal]);
  const open = new Set<Promise<void>>();
  let answer = 'no answer';
  let readyAt: number | undefined;
  try {
    while (readyAt === undefined && performance.now() < deadline) {
      signal.throwIfAborted();
      const askedAt = performance.now();
      const call: Promise<void> = request(probe, both).then((got) => {
        open.delete(call);
        if (readyAt !== undefined) return;
        const waitedMs = performance.now() - askedAt;
        if (got !== undefined) answer = got;
        else if (waitedMs > worthTellingMs) answer = `no answer in ${Math.round(waitedMs)} ms`;
        if (probe.status.some((status) => got === String(status))) readyAt = performance.now();
      });
      open.add(call);
      await firstOf(open);
      if (readyAt === undefined) await sleep(retryMs);
    }
    if (readyAt === undefined) await Promise.all(open);
    signal.throwIfAborted();
    return { answer, ...(readyAt !== undefined && { readyAt }) };
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

/** Waits until one has come to its end, `patienceMs` at most. */
function firstOf(open: ReadonlySet<Promise<void>>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    void Promise.race(open).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
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
async function fixFor(probe: Probe, last: string, addresses: readonly string[]): Promise<string> {
  if (/ECONNREFUSED/.test(last)) {
    const other = probe.url.replace('//127.0.0.1:', '//[::1]:');
    const answer =
      other === probe.url ? '' : await request({ ...probe, url: other }, AbortSignal.timeout(patienceMs));
    if (answer !== undefined && /^\d+$/.test(answer))
      return `It answers at ${other}: let it listen on the HOST that it is given.`;
    if (addresses.length > 0)
      return `It listens at ${addresses.join(' and ')}: let it listen on the HOST and PORT that it is given, or give its command {port}; "port" sets a fixed one.`;
  }
  if (/self.signed|unable to verify|CERT_|certificate/i.test(last)) {
    return 'Set "insecureSkipTLSVerify": true, which the result says, or have NODE_EXTRA_CA_CERTS name the authority.';
  }
  if (last.startsWith('no answer in')) {
    return 'It takes connections and does not answer them: if it only starts slowly, raise "readyTimeout"; else see "readyPath" and its log.';
  }
  if (/^30[12378]$/.test(last))
    return `Give "ready": {"status": [${last}]} if a redirect says that it is ready.`;
  if (/^[245]\d\d$/.test(last)) {
    return 'Is "readyPath" right? Another answer may say that it is ready: "ready": {"status": [204, 401]}. If it only starts slowly, raise "readyTimeout".';
  }
  return 'Does it listen on the HOST and PORT that it is given, and is "scheme" right? If it only starts slowly, raise "readyTimeout".';
}

/** The status of one answer, or what went wrong; undefined when it was given up. */
function request(
  { url, method, headers, body, rejectUnauthorized }: Probe,
  signal: AbortSignal,
): Promise<string | undefined> {
  const client = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    const options = { method, headers, agent: false, signal, rejectUnauthorized };
    const call = client.request(url, options, (response) => {
      response.on('error', () => {}).resume();
      resolve(String(response.statusCode));
    });
    call.on('error', (error) =>
      resolve(
        signal.aborted ? undefined : error.message || (error as NodeJS.ErrnoException).code || 'an error',
      ),
    );
    call.end(body);
  });
}
