#!/usr/bin/env node
// Prints what a measurement depends on beside the code under test: one line, the same on the same machine.
// Nx runs it, in the workspace root, as a `runtime` input of every bench, so that a cache, local or remote,
// never hands one machine's numbers to another, nor those of another k6 or of a plugin that measured otherwise.
import { readFileSync } from 'node:fs';
import { findK6Path, readK6Version } from '../src/load/find-k6.mjs';
import { readMachine } from '../src/system/machine.mjs';

const k6 = findK6Path({ named: process.env.K6_PATH, workspaceRoot: process.cwd() });
const answer = k6 ? readK6Version(k6) : { found: 'none' };
const k6Version = 'version' in answer ? answer.version : 'unknown';
const plugin = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
process.stdout.write(
  `machine ${readMachine().fingerprint} k6 ${k6Version} node ${process.version} plugin ${plugin.version}\n`,
);
