import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dependency } from '../../schema/dependency.ts';
import { anySignal } from '../../system/any-signal.ts';
import { startProgramThatEndsWithUs } from '../../system/process/ends-with-us.ts';
import { tailOf } from '../../system/tail.ts';
import { type Probe, request } from '../probe.ts';
import type { Address } from './addresses.ts';

export type Ready = Dependency['ready'];

/** What a try came to: that it can be used, or why not; `wasCut`: no answer came before the time was over. */
export type Try =
  | { readonly isReady: true }
  | { readonly isReady: false; readonly found: string; readonly wasCut: boolean };

export interface Asked {
  readonly ready: Ready;
  readonly address: Pick<Address, 'host' | 'port'>;
  /** Of the programs that are run. */
  readonly env: Record<string, string>;
  readonly cwd: string;
  /** Gets what the program prints that is asked. */
  readonly logFile: string;
}

const retryMs = 20;

/**
 * Asks again and again. @returns undefined once it is ready, else the last answer that came before the time was over, and
 * what became of the try after it
 */
export async function untilAnswered(
  asked: Asked,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const end = performance.now() + timeoutMs;
  const over = anySignal(signal, AbortSignal.timeout(timeoutMs));
  let answer: string | undefined;
  while (performance.now() < end) {
    // One of its own, so that the listeners of many tries do not pile up.
    const outcome = await askOnce(asked, anySignal(over));
    signal.throwIfAborted();
    if (outcome.isReady) return undefined;
    if (outcome.wasCut) return answer === undefined ? outcome.found : `${answer}; then ${outcome.found}`;
    answer = outcome.found;
    await sleep(retryMs, undefined, { signal: over }).catch(() => {});
  }
  signal.throwIfAborted();
  return answer ?? 'no answer';
}

export async function askOnce(asked: Asked, signal: AbortSignal): Promise<Try> {
  const { ready } = asked;
  if (ready === 'tcp') return askTcp(asked, signal);
  return 'http' in ready
    ? askHttp(asked, ready, signal)
    : runProgram({ ...asked, command: ready.command, signal });
}

/** What is asked, in words: `a connection to 127.0.0.1:5432`. */
export function inWords({ ready, address: { host, port } }: Pick<Asked, 'ready' | 'address'>): string {
  if (ready === 'tcp') return `${host}:${port} to take a connection`;
  if ('http' in ready) return `${ready.status.join(' or ')} from GET http://${host}:${port}${ready.http}`;
  return `exit code 0 of ${ready.command.join(' ')}`;
}

function askTcp({ address: { host, port } }: Asked, signal: AbortSignal): Promise<Try> {
  const askedAt = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve({ isReady: true });
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const wasCut = signal.aborted;
      resolve({
        isReady: false,
        found: wasCut ? `no answer${since(askedAt)}` : (error.code ?? error.message),
        wasCut,
      });
    });
  });
}

async function askHttp(
  { address: { host, port } }: Asked,
  { http, status }: Extract<Ready, { http: string }>,
  signal: AbortSignal,
): Promise<Try> {
  const probe: Probe = {
    url: `http://${host}:${port}${http}`,
    method: 'GET',
    status,
    headers: {},
    body: undefined,
    rejectUnauthorized: true,
  };
  const askedAt = performance.now();
  const found = await request(probe, signal);
  if (found === undefined) return { isReady: false, found: `no answer${since(askedAt)}`, wasCut: true };
  return status.map(String).includes(found) ? { isReady: true } : { isReady: false, found, wasCut: false };
}

/** Ready where it ends with exit code 0; else how it ended, and what it said last. */
export async function runProgram(program: {
  command: readonly string[];
  env: Record<string, string>;
  cwd: string;
  logFile: string;
  signal: AbortSignal;
}): Promise<Try> {
  const startedAt = performance.now();
  const [name, ...args] = program.command;
  const { exitCode, signal, code, isCanceled } = await startProgramThatEndsWithUs({
    command: [name!, ...args],
    env: { ...process.env, ...program.env },
    cwd: program.cwd,
    logFile: program.logFile,
    signal: program.signal,
  }).ended;
  if (exitCode === 0) return { isReady: true };
  const how = isCanceled ? `no end${since(startedAt)}` : `exit code ${exitCode ?? signal ?? code}`;
  const said = await tailOf(program.logFile);
  return { isReady: false, found: said === '' ? how : `${how}: ${said}`, wasCut: isCanceled };
}

const since = (startedAt: number) => ` in ${Math.round(performance.now() - startedAt)} ms`;
