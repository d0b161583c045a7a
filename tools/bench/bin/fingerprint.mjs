#!/usr/bin/env node
// Prints what a measurement depends on beside the code under test: one line, the same on the same machine.
// Nx runs it, in the workspace root, as a `runtime` input of every bench, so that a cache, local or remote,
// never hands one machine's numbers to another.
import { findK6Path, readK6Version } from '../src/load/find-k6.mjs';
import { readMachine } from '../src/observe/machine.mjs';

const k6 = findK6Path({ named: process.env.K6_PATH, workspaceRoot: process.cwd() });
const answer = k6 ? readK6Version(k6) : { found: 'none' };
const version = 'version' in answer ? answer.version : 'unknown';
process.stdout.write(`${readMachine().fingerprint} k6 ${version} node ${process.version}\n`);
