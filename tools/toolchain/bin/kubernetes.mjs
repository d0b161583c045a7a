#!/usr/bin/env node
import { argv } from 'node:process';
import { reportAndFail } from '../src/errors.mjs';
import { importTypeScript } from '../src/import-typescript.mjs';

try {
  const { kubernetesCommand } = await importTypeScript(() => import('../src/kubernetes/kubernetes.ts'));
  await kubernetesCommand({ stop: argv.includes('--stop'), onlyIfBuilt: argv.includes('--only-if-built') });
} catch (error) {
  reportAndFail(error);
}
