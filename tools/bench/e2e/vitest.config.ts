import { defineConfig } from 'vitest/config';

/** They are right whatever the machine does meanwhile, and share nothing of it but its CPUs: no engine, no cluster. */
const sideBySide = [
  'batch',
  'dependencies',
  'explain',
  'graph',
  'interruption',
  'k6-scripts',
  'names',
  'product',
  'ready-and-headers',
  'trouble',
  'workloads',
].map((name) => `${name}.e2e.ts`);

const patience = {
  // Most of it for a bench of somebody else that starts after the test.
  testTimeout: 900_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    // It names each test that is skipped, with the reason.
    reporters: ['tree'],
    projects: [
      {
        test: {
          name: 'side by side',
          include: sideBySide,
          setupFiles: ['own-machine.ts', 'free-machine.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
          ...patience,
        },
      },
      {
        test: {
          name: 'alone',
          include: ['**/*.e2e.ts'],
          exclude: sideBySide,
          setupFiles: ['free-machine.ts'],
          // Every run takes the machine for itself.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          ...patience,
        },
      },
    ],
  },
});
