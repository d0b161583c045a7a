import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CompareError } from '../compare/errors.mjs';
import { RunningServer } from '../compare/running-server.mjs';

const run = promisify(execFile);
const PATH = '/plaintext';

/**
 * What a request costs in instructions outside of the kernel, the same on every machine of one architecture: callgrind
 * counts a run with few requests and one with many, and start and end fall out of the difference.
 * @param {import('../compare/servers.mjs').Server} server @param {number} requests
 */
export async function instructionsPerRequest(server, requests) {
  await run('valgrind', ['--version']).catch((error) => {
    throw error.code === 'ENOENT'
      ? new CompareError(
          'COMPARE_CALLGRIND_MISSING',
          'expected valgrind on PATH, found none',
          'install it: apt-get install valgrind',
        )
      : error;
  });
  const few = await instructions(server, 100);
  const many = await instructions(server, 100 + requests);
  return (many - few) / requests;
}

/** @param {import('../compare/servers.mjs').Server} server @param {number} requests */
async function instructions(server, requests) {
  const folder = mkdtempSync(join(tmpdir(), 'wasm-host-profile-'));
  const output = join(folder, 'callgrind.out');
  const command = [
    'valgrind',
    '--tool=callgrind',
    '--quiet',
    `--callgrind-out-file=${output}`,
    ...server.command,
  ];
  try {
    const running = await RunningServer.start({ ...server, command }, PATH);
    try {
      await sendOneByOne(running.url + PATH, requests);
    } finally {
      await running.stop();
    }
    return Number(/^totals: (\d+)$/m.exec(readFileSync(output, 'utf8'))?.[1]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** On one kept connection, so that only requests differ between two runs. @param {string} url @param {number} requests */
async function sendOneByOne(url, requests) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let sent = 0; sent < requests; sent += 1) {
    await new Promise((resolve, reject) => {
      get(url, { agent }, (response) => {
        response.resume();
        response.once('end', () => resolve(undefined));
      }).once('error', reject);
    });
  }
  agent.destroy();
}
