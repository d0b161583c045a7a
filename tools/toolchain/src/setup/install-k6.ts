import { join } from 'node:path';
import { stdout } from 'node:process';
import { locateK6 } from '../../../bench/src/load/find-k6.mjs';
import { ToolchainError } from '../errors.mjs';
import { k6InstallPath, k6TwoInstallPath } from '../find/k6.mjs';
import { onPath } from '../find/on-path.mjs';
import { pins } from '../pins.mjs';
import { cacheFolder as workspaceCache, workspaceRoot } from '../workspace.mjs';
import { withProgress } from './progress.ts';
import { run } from './run.ts';
import { makeOnce } from './setup-lock.ts';
import { moveInPlace, withStaging } from './staging.ts';

/** A module that k6 is compiled from; `sum` is its hash in the Go checksum database. */
interface K6Pin {
  readonly module: string;
  readonly version: string;
  readonly sum: string;
}

/** Compiles the pinned k6 from the Go module proxy. @throws ToolchainError GO_MISSING, K6_INSTALL_FAILED */
export const installK6 = (cacheFolder: string) =>
  compile(pins.k6, {
    place: k6InstallPath(cacheFolder),
    cacheFolder,
    instead:
      process.platform === 'darwin'
        ? 'brew install k6'
        : 'Install k6 (https://grafana.com/docs/k6/latest/set-up/install-k6/) and put it on PATH',
  });

/** Says where the k6 2.x of the tests is, and compiles it where there is none. @throws ToolchainError GO_MISSING, K6_INSTALL_FAILED */
export async function k6TwoCommand(): Promise<void> {
  const path = k6TwoInstallPath(workspaceCache);
  const isThere = () => {
    const found = locateK6({ named: path, workspaceRoot });
    return found.state === 'found' && found.version === `v${pins.k6Two.version}`;
  };
  await makeOnce(workspaceCache, isThere, () =>
    compile(pins.k6Two, { place: path, cacheFolder: workspaceCache }),
  );
  if (isThere()) stdout.write(`k6 ${pins.k6Two.version} is there: ${path}\n`);
}

interface Compiling {
  readonly place: string;
  readonly cacheFolder: string;
  /** What does without compiling, where something does. */
  readonly instead?: string;
}

async function compile(pin: K6Pin, { place, cacheFolder, instead }: Compiling): Promise<void> {
  const orInstead = instead === undefined ? '' : ` Or: ${instead}.`;
  if (onPath('go').length === 0) {
    throw new ToolchainError(
      'GO_MISSING',
      'expected Go on PATH, to compile k6 with, found none',
      `Install Go (https://go.dev/dl/).${orInstead}`,
    );
  }
  await withStaging(cacheFolder, (staging) =>
    withProgress(`k6 ${pin.version}`, async (step) => {
      const go = async (...args: string[]) => {
        const ended = await run('go', args, {
          cwd: staging,
          env: { GOTMPDIR: staging, GOWORK: 'off', GOOS: '', GOARCH: '' },
        });
        if (ended.state === 'succeeded') return ended.stdout;
        throw new ToolchainError(
          'K6_INSTALL_FAILED',
          `go ${args.join(' ')} failed:\n${ended.reason}`,
          `Is the Go module proxy reachable (go env GOPROXY)?${orInstead}`,
        );
      };
      step('sources');
      // Not go install: it asks for the newest version too, which a mirror may not have.
      const sources = verified(await go('mod', 'download', '-json', `${pin.module}@v${pin.version}`), pin);
      step('compiling, takes some minutes');
      // The go.sum beside k6's sources holds the hash of every module that it is compiled with.
      await go('build', '-C', sources, '-mod=readonly', '-o', join(staging, 'k6'), '.');
      await moveInPlace(join(staging, 'k6'), place);
    }),
  );
}

/** @param downloaded what `go mod download -json` prints @returns the folder of the sources, whose hash is the pinned one */
function verified(downloaded: string, { module, version, sum }: K6Pin): string {
  const { Dir: folder, Sum: found } = JSON.parse(downloaded) as { Dir: string; Sum: string };
  if (found === sum) return folder;
  throw new ToolchainError(
    'K6_NOT_GENUINE',
    `expected ${module} v${version} with hash ${sum}, found ${found}`,
    'Check GOPROXY and GONOSUMDB (go env), then run set-up again.',
  );
}
