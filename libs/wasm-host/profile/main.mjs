// Usage: nx run wasm-host:profile [--requests=500] [--publish]
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CompareError } from '../compare/errors.mjs';
import { publish } from '../compare/publish.mjs';
import { markdown } from '../compare/table.mjs';
import { instructionsPerRequest } from './instructions.mjs';
import { servers } from './servers.mjs';

const OUTPUT = 'dist/compare/instructions.json';
const PAGE = 'docs/wasm-host.md';

async function main() {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '500' },
      publish: { type: 'boolean', default: false },
    },
  });
  if (!/^[1-9]\d{1,4}$/.test(values.requests)) {
    throw new CompareError(
      'COMPARE_OPTION',
      `--requests must be a whole number from 10 to 99999, found ${values.requests}`,
      'correct it',
    );
  }
  const rows = [];
  for (const server of servers) {
    process.stderr.write(`${server.name}: ${values.requests} requests under callgrind\n`);
    rows.push({
      name: server.name,
      label: server.label,
      instructionsPerRequest: await instructionsPerRequest(server, Number(values.requests)),
    });
  }
  mkdirSync('dist/compare', { recursive: true });
  writeFileSync(OUTPUT, `${JSON.stringify({ schemaVersion: 1, rows }, null, 2)}\n`);
  const native = rows[0].instructionsPerRequest;
  const text = markdown(
    ['Server', 'instructions/request', '× native'],
    rows.map((row) => [
      row.label,
      row.instructionsPerRequest.toFixed(0),
      (row.instructionsPerRequest / native).toFixed(1),
    ]),
  );
  process.stdout.write(`${text}\n`);
  if (values.publish) publish(PAGE, 'profile', text);
}

main().catch((error) => {
  process.stderr.write(`${error instanceof CompareError ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
