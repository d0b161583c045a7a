import { defineConfig } from 'vitest/config';

// One file after the other: each of them keeps all cores busy.
export default defineConfig({
  test: {
    // It names each test that is skipped, with the reason.
    reporters: ['tree'],
    include: ['e2e/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
