import { spawn } from 'node:child_process';
import { findK6 } from '../../../tools/toolchain/src/find/k6.mjs';
import { SoakError } from './errors.mjs';

/**
 * @typedef {{ requests: number, requestsPerSecond: number, droppedIterations: number, failedChecks: number }} Load
 */

/**
 * Loads the hosts until `seconds` are over: `ratePerHost` requests a second each (open model), or as many as go.
 * @param {readonly import('./hosts.mjs').Soaked[]} hosts
 * @param {{ seconds: number, ratePerHost?: number, signal: AbortSignal }} options
 * @returns {Promise<Load>}
 */
export async function load(hosts, { seconds, ratePerHost, signal }) {
  const k6 = await findK6();
  if (k6.state === 'missing') throw new SoakError('SOAK_K6_MISSING', 'expected k6, found none', k6.fix);
  const child = spawn(
    k6.path,
    ['run', '--quiet', '--no-color', '--address=', 'libs/wasm-host/soak/load.js'],
    {
      env: {
        ...process.env,
        HOSTS: hosts.map(({ name, running }) => `${name}=${running.url}`).join(','),
        SECONDS: `${seconds}`,
        RATE: ratePerHost === undefined ? '' : `${ratePerHost}`,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
      signal,
    },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // 99: a check failed, which the summary counts.
  if (code !== 0 && code !== 99)
    throw new SoakError('SOAK_K6_FAILED', `expected exit code 0, found ${code}`, 'see above');
  return JSON.parse(output);
}
