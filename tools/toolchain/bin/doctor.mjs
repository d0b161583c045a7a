#!/usr/bin/env node
import { reportAndFail } from '../src/errors.mjs';
import { importTypeScript } from '../src/import-typescript.mjs';

try {
  const { doctor } = await importTypeScript(() => import('../src/doctor/doctor.ts'));
  process.exitCode = await doctor();
} catch (error) {
  reportAndFail(error);
}
