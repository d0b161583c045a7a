// Usage: nx run wasm-host:compare [--rounds=4] [--seconds=2] [--publish]
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { bars } from './bars.mjs';
import { CompareError } from './errors.mjs';
import { binaryBytes, measureRound, servedBy } from './measure.mjs';
import { publish } from './publish.mjs';
import { RunningServer } from './running-server.mjs';
import { CACHE, COMPONENT, servers } from './servers.mjs';
import { summarise } from './summary.mjs';
import { barTable, table } from './table.mjs';

const OUTPUT = 'dist/compare/wasm-host.json';
const PAGE = 'docs/wasm-host.md';

async function main() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '4' },
      seconds: { type: 'string', default: '2' },
      publish: { type: 'boolean', default: false },
    },
  });
  const rounds = count('rounds', values.rounds);
  const seconds = count('seconds', values.seconds);
  if (process.platform !== 'linux') {
    throw new CompareError(
      'COMPARE_NEEDS_LINUX',
      `expected /proc, found ${process.platform}`,
      'run it on Linux',
    );
  }
  const measured = servers.map((server) => ({
    name: server.name,
    label: server.label,
    servedBy: servedBy(server),
    binaryBytes: binaryBytes(server),
    programBytes: statSync(server.artifacts[0]).size,
    /** @type {import('./summary.mjs').Round[]} */ rounds: [],
  }));
  await fillCache();
  for (let round = 1; round <= rounds; round++) {
    for (const [index, server] of servers.entries()) {
      process.stderr.write(`round ${round} of ${rounds}: ${server.name}\n`);
      measured[index].rounds.push(await measureRound(server, seconds));
    }
  }
  const rows = summarise(measured);
  const machine = { cpu: cpus()[0].model, cores: cpus().length, kernel: release() };
  mkdirSync('dist/compare', { recursive: true });
  const held = bars(rows, COMPONENT);
  const result = { schemaVersion: 1, machine, rounds, seconds, bars: held, rows };
  writeFileSync(OUTPUT, `${JSON.stringify(result, null, 2)}\n`);
  const text = `${barTable(held)}\n\n${table(rows)}`;
  process.stdout.write(`${text}\n`);
  const where = `${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}; ${rounds} rounds of ${seconds} s.`;
  if (values.publish) publish(PAGE, 'compare', `${where}\n\n${text}`);
}

/** The row with a warm compilation cache needs one that is: what an earlier version left there is no use to it. */
async function fillCache() {
  rmSync(CACHE, { recursive: true, force: true });
  const cached = servers.find((server) => server.command.includes(CACHE));
  if (cached !== undefined) await (await RunningServer.start(cached, '/plaintext')).stop();
}

/** @param {string} name @param {string} value */
function count(name, value) {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new CompareError(
    'COMPARE_OPTION',
    `--${name} must be a whole number from 1 to 9999, found ${value}`,
    'correct it',
  );
}

main().catch((error) => {
  process.stderr.write(`${error instanceof CompareError ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
