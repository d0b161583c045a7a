#!/usr/bin/env node
import { reportAndFail } from '../src/errors.mjs';
import { importTypeScript } from '../src/import-typescript.mjs';

try {
  const { wasmtimeCommand } = await importTypeScript(() => import('../src/setup/install-wasmtime.ts'));
  await wasmtimeCommand();
} catch (error) {
  reportAndFail(error);
}
