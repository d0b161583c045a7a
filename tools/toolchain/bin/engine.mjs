#!/usr/bin/env node
import { argv } from 'node:process';
import { reportAndFail } from '../src/errors.mjs';
import { importTypeScript } from '../src/import-typescript.mjs';

try {
  const { engineCommand } = await importTypeScript(() => import('../src/engine/engine.ts'));
  await engineCommand({ stop: argv.includes('--stop') });
} catch (error) {
  reportAndFail(error);
}
