import path from 'node:path';

import { test as base } from 'vitest';

import { type Server, withServer } from '../lifecycle/program.ts';
import { readProgram } from '../lifecycle/read-program.ts';

const workspaceRoot = path.resolve(import.meta.dirname, '../../../..');

/** A test that has the workspace's own Node server, built and running. */
export const test = base.extend<{ server: Server }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from its first parameter.
    async ({}, use) => {
      await withServer(await readProgram(workspaceRoot, 'apps/node'), { WEB_CONCURRENCY: '1' }, use);
    },
    { scope: 'file' },
  ],
});
