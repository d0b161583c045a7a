import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['product.e2e.ts'], fileParallelism: false, testTimeout: 240_000 },
});
