import path from 'node:path';

import { defineConfig } from 'vitest/config';

const projectRoot = process.env.CONFORMANCE_PROJECT;
if (projectRoot === undefined) {
  throw new Error('CONFORMANCE_PROJECT_UNSET: set CONFORMANCE_PROJECT to a server’s folder, such as apps/go');
}

/** The `test` target of a server: its own unit tests, then the contract against its built program. */
export default defineConfig({
  test: {
    root: path.resolve(import.meta.dirname, '../..'),
    include: [`${projectRoot}/src/**/*.test.ts`, 'libs/contract/src/conformance.test.ts'],
    testTimeout: 60_000,
  },
});
