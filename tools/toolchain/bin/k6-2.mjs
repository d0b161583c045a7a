#!/usr/bin/env node
import { reportAndFail } from '../src/errors.mjs';
import { importTypeScript } from '../src/import-typescript.mjs';

try {
  const { k6TwoCommand } = await importTypeScript(() => import('../src/setup/install-k6.ts'));
  await k6TwoCommand();
} catch (error) {
  reportAndFail(error);
}
