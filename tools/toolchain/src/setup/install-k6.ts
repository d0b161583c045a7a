import { join } from 'node:path';
import { ToolchainError } from '../errors.mjs';
import { k6InstallPath } from '../find/k6.mjs';
import { onPath } from '../find/on-path.mjs';
import { pins } from '../pins.mjs';
import { withProgress } from './progress.ts';
import { run } from './run.ts';
import { moveInPlace, withStaging } from './staging.ts';

/** Compiles the pinned k6 from the Go module proxy. @throws ToolchainError GO_MISSING, K6_INSTALL_FAILED */
export async function installK6(cacheFolder: string): Promise<void> {
  const { module, version } = pins.k6;
  if (onPath('go').length === 0) {
    throw new ToolchainError(
      'GO_MISSING',
      'expected Go on PATH, to install k6 with, found none',
      process.platform === 'darwin'
        ? 'brew install k6'
        : 'Install Go (https://go.dev/dl/) or k6 (https://grafana.com/docs/k6/latest/set-up/install-k6/).',
    );
  }
  await withStaging(cacheFolder, (staging) =>
    withProgress(`k6 ${version}`, async (step) => {
      step('go install, takes some minutes');
      const installed = await run('go', ['install', `${module}@v${version}`], {
        env: { GOBIN: staging, GOTMPDIR: staging, GOOS: '', GOARCH: '' },
      });
      if (installed.state === 'failed') {
        throw new ToolchainError(
          'K6_INSTALL_FAILED',
          `go install ${module}@v${version} failed:\n${installed.reason}`,
          'Is the Go module proxy reachable (go env GOPROXY)? Or put k6 on PATH yourself.',
        );
      }
      await verify(join(staging, 'k6'));
      await moveInPlace(join(staging, 'k6'), k6InstallPath(cacheFolder));
    }),
  );
}

/** The Go toolchain writes the hash of the module that it compiled into the program: it must be the pinned one. */
async function verify(k6: string): Promise<void> {
  const { module, version, sum } = pins.k6;
  const built = await run('go', ['version', '-m', k6]);
  const expected = `\tmod\t${module}\tv${version}\t${sum}`;
  if (built.state === 'succeeded' && built.stdout.split('\n').includes(expected)) return;
  throw new ToolchainError(
    'K6_NOT_GENUINE',
    `k6: expected to be built from ${module} v${version} with hash ${sum}, found:\n${built.state === 'succeeded' ? built.stdout.split('\n').slice(0, 4).join('\n') : built.reason}`,
    'Check GOPROXY and GONOSUMDB (go env), then run set-up again.',
  );
}
