import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Else a line for every file of a package that ships no sources to its source maps.
  logLevel: 'error',
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/nx-facts.ts',
    testTimeout: 180_000,
    // Its JSON is imported without an attribute, which Node refuses and Vite does not ask for.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
