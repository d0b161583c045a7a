// Set-up into the folder that is named on the command line, as if no k6 were on PATH.
import { reportAndFail } from '../../src/errors.mjs';
import { importTypeScript } from '../../src/import-typescript.mjs';

try {
  const { interruptibleSetup } = await importTypeScript(
    () => import('../../src/setup/interruptible-setup.ts'),
  );
  await interruptibleSetup({ cacheFolder: process.argv[2] ?? '', searchPath: '' });
} catch (error) {
  reportAndFail(error);
}
