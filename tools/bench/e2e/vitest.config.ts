import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.e2e.ts'],
    // Every run takes the machine for itself, and has to wait for the others.
    fileParallelism: false,
    setupFiles: ['free-machine.ts'],
    // It names each test that is skipped, with the reason.
    reporters: ['tree'],
    // Most of it for a bench of somebody else that starts after the test.
    testTimeout: 900_000,
    hookTimeout: 60_000,
  },
});
