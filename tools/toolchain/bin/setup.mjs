#!/usr/bin/env node
// Plain JavaScript up to the point where something must be installed: every build runs this first.
import { reportAndFail } from '../src/errors.mjs';
import { whatIsMissing } from '../src/find/what-is-missing.mjs';
import { importTypeScript } from '../src/import-typescript.mjs';

try {
  if ((await whatIsMissing()).length > 0) {
    const { interruptibleSetup } = await importTypeScript(
      () => import('../src/setup/interruptible-setup.ts'),
    );
    await interruptibleSetup();
  }
} catch (error) {
  reportAndFail(error);
}
