#!/usr/bin/env node
import { reportAndFail } from '../src/errors.mjs';
import { importTypeScript } from '../src/import-typescript.mjs';

try {
  const { writeTimes } = await importTypeScript(() => import('../src/test-command/write-times.ts'));
  await writeTimes();
} catch (error) {
  reportAndFail(error);
}
