#!/usr/bin/env node
// node libs/contract/bin/conformance.mjs <url>
import { fileURLToPath } from 'node:url';

// Node 20 cannot import TypeScript by itself, and the loader would otherwise take its options from the current folder.
process.env.SWC_NODE_PROJECT = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
await import('@swc-node/register/esm-register');
const { main } = await import('../src/cli.ts');
process.exitCode = await main(process.argv.slice(2));
