import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../errors/bench-error.ts';
import { expandHeaders } from '../plan/expand-headers.ts';
import { anySignal } from '../system/any-signal.ts';
import { tailOf } from '../system/tail.ts';
import type { LaunchSpec } from './launcher.ts';
import { type Probe, patienceMs, request } from './probe.ts';
import { fixForNoAnswer } from './why-no-answer.ts';

const retryMs = 1;
/** A try that was cut off sooner says nothing of the server. */
const worthTellingMs = 100;

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
  if (spec.waitUntilReady) return spec.waitUntilReady({ timeoutMs, signal: spec.signal });
  const probe = probeOf(spec, url);
  const { answer, readyAt } = await firstAnswer(probe, timeoutMs, spec.signal);
  if (readyAt !== undefined) return readyAt;
  const said = await tailOf(spec.logFile);
  throw new BenchError(
    'SERVER_NOT_READY',
    `${spec.server}: expected ${probe.status.join(' or ')} from ${probe.method} ${probe.url} within ${timeoutMs} ms, found ${answer}${said ? `; its last output:\n${said}` : ''}`,
    await fixForNoAnswer(probe, answer, listensAt()),
  );
}

/**
 * The last answer that came, or what went wrong, and when one came that says so. Every try lasts until the deadline and a moment longer:
 * where this process had no CPU for a while, an answer may be there that it has not read.
 */
async function firstAnswer(
  probe: Probe,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ answer: string; readyAt?: number }> {
  const over = new AbortController();
  const deadline = performance.now() + timeoutMs;
  let timer = setTimeout(() => {
    timer = setTimeout(() => over.abort(), worthTellingMs);
  }, timeoutMs);
  const both = anySignal(signal, over.signal);
  const open = new Set<Promise<void>>();
  let answer = 'no answer';
  let readyAt: number | undefined;
  try {
    while (readyAt === undefined && performance.now() < deadline) {
      signal.throwIfAborted();
      const askedAt = performance.now();
      let isConnected = false;
      const onConnect = () => {
        isConnected = true;
      };
      const call: Promise<void> = request(probe, both, onConnect).then((got) => {
        open.delete(call);
        if (readyAt !== undefined) return;
        const waitedMs = performance.now() - askedAt;
        if (got !== undefined) answer = got;
        // The kernel sends a lost first packet again after a second. Until then a try tells less than what was heard before.
        else if (waitedMs > worthTellingMs && (isConnected || answer.startsWith('no answer')))
          answer = `no answer in ${Math.round(waitedMs)} ms`;
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
