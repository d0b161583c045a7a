import { configDefaults, defineConfig } from 'vitest/config';

/** The suite's own tests. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    exclude: [...configDefaults.exclude, 'src/conformance.test.ts'],
    testTimeout: 60_000,
  },
});
