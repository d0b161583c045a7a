#!/usr/bin/env node
import { reportAndFail } from '../src/errors.mjs';
import { importTypeScript } from '../src/import-typescript.mjs';

try {
  const { wrkCommand } = await importTypeScript(() => import('../src/setup/install-wrk.ts'));
  await wrkCommand();
} catch (error) {
  reportAndFail(error);
}
