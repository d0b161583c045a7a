import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../errors/bench-error.ts';
import { freePort } from '../system/free-port.ts';
import { listenersOn, socketStatesOn } from '../system/process/listener.ts';
import { nameOfProcess } from '../system/process/name.ts';
import type { LaunchSpec } from './launcher.ts';

/** The kernel keeps a connection that we ended for 60 s (TIME_WAIT); some time is for what ends before. */
const LONGEST_WAIT_MS = 70_000;
const lookMs = 100;

/**
 * A free loopback port, or the fixed one. Where only connections of before hold that, as after a round of a server that does not
 * set SO_REUSEADDR, they are waited for, `longestWaitMs` at most.
 * @throws PORT_IN_USE
 */
export async function choosePort(
  {
    server,
    options: { port: fixed },
    signal,
    onNote,
  }: Pick<LaunchSpec, 'server' | 'options' | 'signal' | 'onNote'>,
  longestWaitMs = LONGEST_WAIT_MS,
): Promise<number> {
  if (fixed === undefined) return freePort();
  const end = performance.now() + longestWaitMs;
  for (let isFirst = true; !(await isFree(fixed)); isFirst = false) {
    const states = socketStatesOn(fixed);
    if (states === undefined || states.includes('LISTEN')) throw listenedOn(server, fixed);
    if (isFirst)
      onNote?.(
        `${server}: port ${fixed} is held by ${inWords(states)}; waiting for its end, ${longestWaitMs / 1000} s at most`,
      );
    if (performance.now() >= end) throw held(server, fixed, states, longestWaitMs);
    await sleep(lookMs, undefined, { signal });
  }
  return fixed;
}

/** As a server sees it that sets SO_REUSEADDR, which Node does. What else keeps us from it need not keep the server. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'EADDRINUSE'));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function listenedOn(server: string, port: number): BenchError {
  const names = listenersOn(port).map(nameOfProcess).join(', ');
  return new BenchError(
    'PORT_IN_USE',
    `${server}: option "port" is ${port}, and another program listens there${names && `: ${names}`}`,
    'Stop that program, or leave "port" out: then a free one is chosen and given to the server as PORT.',
  );
}

function held(server: string, port: number, states: readonly string[], waitedMs: number): BenchError {
  return new BenchError(
    'PORT_IN_USE',
    `${server}: option "port" is ${port}, where nothing listens, but ${inWords(states)} still held it after ${waitedMs / 1000} s`,
    'Leave "port" out: then each launch has a port of its own, given to the server as PORT; or let the server set SO_REUSEADDR.',
  );
}

function inWords(states: readonly string[]): string {
  if (states.length === 0) return 'a socket that is bound to it and does not listen';
  return `connections in ${[...new Set(states)].sort().join(', ')}`;
}
