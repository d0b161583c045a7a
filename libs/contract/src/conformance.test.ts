import path from 'node:path';

import { test as base, describe } from 'vitest';

import { cases } from './cases/index.ts';
import { lifecycleCases, upstreamCases } from './lifecycle/index.ts';
import { type Server, withServer } from './lifecycle/program.ts';
import { readProgram, readPrograms } from './lifecycle/read-program.ts';

const workspaceRoot = path.resolve(import.meta.dirname, '../../..');
const program = await readProgram(workspaceRoot, process.env.CONFORMANCE_PROJECT ?? '');

const test = base.extend<{ server: Server }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the fixtures that a fixture needs from its first parameter.
    async ({}, use) => {
      await withServer(program, {}, use);
    },
    { scope: 'file' },
  ],
});

describe('over a URL', () => {
  for (const { name, run } of cases) test(name, ({ server }) => run(server));
});

describe('over a command', () => {
  for (const { name, run } of lifecycleCases) test(name, () => run(program));
});

describe.each(
  await readPrograms(workspaceRoot, process.env.CONFORMANCE_PROJECT ?? ''),
)('with an upstream, $name', ({ program }) => {
  for (const { name, run } of upstreamCases) test(name, () => run(program));
});
