#!/usr/bin/env node
// Usage: npm test, or npm test -- --projects=go: what follows goes to nx run-many.
import { reportAndFail } from '../src/errors.mjs';
import { importTypeScript } from '../src/import-typescript.mjs';

try {
  const { testCommand } = await importTypeScript(() => import('../src/test-command/test-command.ts'));
  process.exitCode = await testCommand(process.argv.slice(2));
} catch (error) {
  reportAndFail(error);
  process.stdout.write('\n0 passed, 1 failed\n');
}
