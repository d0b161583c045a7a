#!/usr/bin/env node
// Prints what a measurement depends on beside the code under test: one line, the same on the same machine.
// Nx runs it, in the workspace root, as a `runtime` input of every bench, so that a cache, local or remote,
// never hands one machine's numbers to another, nor those of another k6 or of a plugin that measured otherwise.
import { readFileSync } from 'node:fs';
import { locateK6 } from '../src/load/find-k6.mjs';
import { readMachine } from '../src/system/machine.mjs';

const k6 = locateK6({ named: process.env.K6_PATH, workspaceRoot: process.cwd() });
// Its extensions and the Go that it was built with are in it.
const build = k6.state === 'found' ? k6.build : 'k6 unknown';
const plugin = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
process.stdout.write(
  `machine ${readMachine().fingerprint} ${build} node ${process.version} plugin ${plugin.version}\n`,
);
