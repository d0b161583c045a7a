import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompareError } from './errors.mjs';
import { load } from './load.mjs';
import { RunningServer } from './running-server.mjs';

const SMALL = { path: '/plaintext', connections: 50 };
/** Two connections keep two cores busy; more would measure the queue. */
const COMPUTE = { path: '/primes?below=1000000', connections: 2 };

/**
 * One round: a server is started, left alone, warmed up, loaded with small requests and then with computing ones.
 * @param {import('./servers.mjs').Server} server
 * @param {number} seconds of each load
 */
export async function measureRound(server, seconds) {
  const running = await RunningServer.start(server, SMALL.path);
  try {
    const rssAtRestBytes = running.rssBytes();
    await load(running.url + SMALL.path, { ...SMALL, seconds: 1 });
    const [small, rssUnderLoadBytes] = await Promise.all([
      cpuPerRequest(running, SMALL, seconds),
      sleep((seconds * 1000) / 2).then(() => running.rssBytes()),
    ]);
    const compute = await cpuPerRequest(running, COMPUTE, seconds);
    return {
      cpuMicrosPerRequest: small.cpuMicros,
      requestsPerSecond: small.requestsPerSecond,
      primesCpuMicrosPerRequest: compute.cpuMicros,
      rssAtRestBytes,
      rssUnderLoadBytes,
      coldStartMs: running.coldStartMs,
    };
  } finally {
    await running.stop();
  }
}

/** @param {RunningServer} running @param {typeof SMALL} workload @param {number} seconds */
async function cpuPerRequest(running, { path, connections }, seconds) {
  const before = running.cpuMicros();
  const { requests, requestsPerSecond } = await load(running.url + path, { connections, seconds });
  return { cpuMicros: (running.cpuMicros() - before) / requests, requestsPerSecond };
}

/** @param {import('./servers.mjs').Server} server */
export function binaryBytes(server) {
  return server.artifacts.reduce((bytes, file) => bytes + statSync(file).size, 0);
}

/**
 * By what a component is served, as its host says: `core` or `component`. Nothing for a server that is no host.
 * @param {import('./servers.mjs').Server} server @returns {'core' | 'component' | undefined}
 */
export function servedBy({ command: [program, verb, ...options] }) {
  if (verb !== 'serve') return undefined;
  const path = execFileSync(program, ['path', ...options], { encoding: 'utf8' }).trim();
  if (path === 'core' || path === 'component') return path;
  throw new CompareError(
    'COMPARE_PATH',
    `${program} path: expected core or component, found ${path}`,
    'build it again',
  );
}
