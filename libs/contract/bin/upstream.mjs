#!/usr/bin/env node
// HOST=127.0.0.1 PORT=8081 node libs/contract/bin/upstream.mjs <latency in ms>
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

// As in conformance.mjs.
process.env.SWC_NODE_PROJECT = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
register('@swc-node/register/esm', import.meta.url);

const { itemServer } = await import('../src/upstream/serve-items.ts');

const { HOST = '127.0.0.1', PORT = '8081' } = process.env;
const latencyMs = Number(process.argv[2] ?? 0);
if (!Number.isFinite(latencyMs) || latencyMs < 0) {
  process.stderr.write(`UPSTREAM_USAGE: expected a latency in ms, found ${process.argv[2]}\n`);
  process.exit(2);
}
const server = itemServer(latencyMs).listen(Number(PORT), HOST);
server.once('error', ({ message }) => {
  process.stderr.write(`UPSTREAM_FAILED: ${message}\n`);
  process.exitCode = 1;
});
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
