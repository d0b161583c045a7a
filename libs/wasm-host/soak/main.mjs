// Usage: nx run wasm-host:soak [--minutes=10] [--every=5]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { SoakError } from './errors.mjs';
import { startHosts, stopHosts } from './hosts.mjs';
import { load } from './k6.mjs';
import { sample } from './sample.mjs';
import { trend } from './trend.mjs';
import { verdict } from './verdict.mjs';

const OUTPUT = 'dist/soak/wasm-host.json';
const CALIBRATION_SECONDS = 5;
const LOAD_SHARE = 0.5;

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());

async function main() {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '10' }, every: { type: 'string', default: '5' } },
  });
  const seconds = number('minutes', values.minutes) * 60;
  const everySeconds = number('every', values.every);
  const { signal } = interrupted;
  const hosts = await startHosts();
  try {
    process.stderr.write(`as many requests as go, for ${CALIBRATION_SECONDS} s\n`);
    const most = await load(hosts, { seconds: CALIBRATION_SECONDS, signal });
    const ratePerHost = Math.round((most.requestsPerSecond * LOAD_SHARE) / hosts.length);
    process.stderr.write(
      `${ratePerHost} requests a second to each of ${hosts.length} hosts, for ${seconds} s\n`,
    );

    const started = performance.now();
    /** @type {Map<string, import('./sample.mjs').Sample[]>} */
    const samples = new Map(hosts.map(({ name }) => [name, []]));
    const sampling = setInterval(() => {
      const now = (performance.now() - started) / 1000;
      for (const { name, running } of hosts) samples.get(name)?.push(sample(running.pid, now));
    }, everySeconds * 1000);
    const paced = await load(hosts, { seconds, ratePerHost, signal }).finally(() => clearInterval(sampling));

    const rows = hosts.map(({ name }) => describe(name, samples.get(name) ?? []));
    const machine = { cpu: cpus()[0].model, cores: cpus().length, kernel: release() };
    const result = { schemaVersion: 1, machine, seconds, everySeconds, ratePerHost, load: paced, rows };
    mkdirSync('dist/soak', { recursive: true });
    writeFileSync(OUTPUT, `${JSON.stringify(result, null, 2)}\n`);
    const { text, isSteady } = verdict(result);
    process.stdout.write(`${text}\n`);
    if (!isSteady) process.exitCode = 1;
  } finally {
    await stopHosts(hosts);
  }
}

/** @param {string} name @param {import('./sample.mjs').Sample[]} samples */
function describe(name, samples) {
  if (samples.length < 8) {
    throw new SoakError('SOAK_TOO_SHORT', `expected 8 samples, found ${samples.length}`, 'raise --minutes');
  }
  return {
    name,
    trends: {
      anonymousBytes: trend(samples, 'anonymousBytes'),
      rssBytes: trend(samples, 'rssBytes'),
      pssBytes: trend(samples, 'pssBytes'),
      fds: trend(samples, 'fds'),
      threads: trend(samples, 'threads'),
    },
    samples,
  };
}

/** @param {string} name @param {string} value */
function number(name, value) {
  const found = Number(value);
  if (found > 0 && found < 10_000) return found;
  throw new SoakError('SOAK_OPTION', `--${name} must be a number above 0, found ${value}`, 'correct it');
}

main().catch((error) => {
  process.stderr.write(`${error instanceof SoakError ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
