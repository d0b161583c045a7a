// Usage: nx run wasm-host:compare [--rounds=5] [--seconds=3]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { CompareError } from './errors.mjs';
import { binaryBytes, measureRound } from './measure.mjs';
import { servers } from './servers.mjs';
import { summarise } from './summary.mjs';
import { table } from './table.mjs';

const OUTPUT = 'dist/compare/wasm-host.json';

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' } },
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
    binaryBytes: binaryBytes(server),
    /** @type {import('./summary.mjs').Round[]} */ rounds: [],
  }));
  for (let round = 1; round <= rounds; round++) {
    for (const [index, server] of servers.entries()) {
      process.stderr.write(`round ${round} of ${rounds}: ${server.name}\n`);
      measured[index].rounds.push(await measureRound(server, seconds));
    }
  }
  const rows = summarise(measured);
  const machine = { cpu: cpus()[0].model, cores: cpus().length, kernel: release() };
  mkdirSync('dist/compare', { recursive: true });
  writeFileSync(OUTPUT, `${JSON.stringify({ schemaVersion: 1, machine, rounds, seconds, rows }, null, 2)}\n`);
  process.stdout.write(`${table(rows)}\n`);
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
