// The test command for the workspace in the current folder.
import { importTypeScript } from '../../src/import-typescript.mjs';

const { testCommand } = await importTypeScript(() => import('../../src/test-command/test-command.ts'));
process.exitCode = await testCommand([], process.cwd());
