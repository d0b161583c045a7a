import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompareError } from './errors.mjs';

const READY_LIMIT_MS = 10_000;

/** Clock ticks a second, in which Linux counts CPU time for user space: sysconf(_SC_CLK_TCK), 100 on every port. */
const TICKS_PER_SECOND = 100;

/** A server process on a free loopback port, measured by what the kernel says of it: proc(5). */
export class RunningServer {
  /** @type {import('node:child_process').ChildProcess} */ #child;
  /** @type {string} */ url = '';
  /** Milliseconds from spawn to the first 200. */ coldStartMs = Number.NaN;

  /** @param {import('node:child_process').ChildProcess} child */
  constructor(child) {
    this.#child = child;
  }

  /** @param {import('./servers.mjs').Server} server @param {string} path what the first request asks for */
  static async start(server, path) {
    const started = performance.now();
    const child = spawn(server.command[0], server.command.slice(1), {
      env: { ...process.env, HOST: '127.0.0.1', PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.pipe(process.stderr, { end: false });
    const running = new RunningServer(child);
    try {
      running.url = await listeningUrl(server, child);
      const statusLine = await firstStatusLine(running.url, path);
      if (!statusLine.startsWith('HTTP/1.1 200 ')) {
        throw new CompareError(
          'COMPARE_NOT_OK',
          `${server.name}: expected 200 for ${path}, found ${statusLine}`,
          'run its tests',
        );
      }
    } catch (error) {
      await running.stop();
      throw error;
    }
    running.coldStartMs = performance.now() - started;
    return running;
  }

  get pid() {
    return /** @type {number} */ (this.#child.pid);
  }

  /** CPU time of the process so far, user and system, in microseconds. */
  cpuMicros() {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS_PER_SECOND;
  }

  /** Resident set size in bytes, shared pages of the program file among them. */
  rssBytes() {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  async stop() {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGTERM');
    const late = sleep(6000, undefined, { ref: false }).then(() => this.#child.kill('SIGKILL'));
    await Promise.race([closed, late.then(() => closed)]);
  }
}

/** @param {import('./servers.mjs').Server} server @param {import('node:child_process').ChildProcess} child */
function listeningUrl(server, child) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ found) =>
      reject(
        new CompareError(
          'COMPARE_NOT_READY',
          `${server.name}: expected it to listen, found ${found}`,
          'build it again',
        ),
      );
    const timer = setTimeout(() => fail('nothing in 10 s'), READY_LIMIT_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`exit code ${code}`));
    let output = '';
    let isFound = false;
    const read = (/** @type {Buffer} */ chunk) => {
      if (isFound) return;
      output += chunk;
      const url = (server.listens ?? /listening on (http:\S+)\n/).exec(output)?.[1];
      if (url === undefined) return;
      isFound = true;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
}

/**
 * By a bare socket: the first call of a client library costs more than a native server's whole start.
 * @param {string} url @param {string} path @returns {Promise<string>}
 */
function firstStatusLine(url, path) {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString('latin1').split('\r\n')[0]);
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  });
}
