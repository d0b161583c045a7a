import { defineConfig } from 'vitest/config';

/** What takes every server of the workspace, built. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['e2e/**/*.e2e.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
