#!/usr/bin/env node
// node libs/contract/bin/conformance.mjs <url>
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

// Node 20 cannot import TypeScript by itself. The loader would take its options from the current folder, and its own
// `esm-register` would be looked for from there: this works from any folder.
process.env.SWC_NODE_PROJECT = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
register('@swc-node/register/esm', import.meta.url);

const { main } = await import('../src/cli.ts');
process.exitCode = await main(process.argv.slice(2));
