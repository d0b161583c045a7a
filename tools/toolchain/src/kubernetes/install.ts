import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolchainError } from '../errors.mjs';
import { isExecutable, onPath } from '../find/on-path.mjs';
import { pins } from '../pins.mjs';
import { installDebianPackages } from '../setup/install-debian-packages.ts';
import { withProgress } from '../setup/progress.ts';
import { type Outcome, run } from '../setup/run.ts';
import { moveInPlace, removeLeftovers, withStaging } from '../setup/staging.ts';
import { cacheFolder, workspaceRoot } from '../workspace.mjs';
import { cluster, clusterEnvironment } from './paths.ts';
import { writePauseImage } from './pause-image.ts';

const { version, debianPackages } = pins.kubernetes;
const source = join(workspaceRoot, 'tools/toolchain/kube');

/**
 * Puts what a cluster of one node needs into the cache folder: Debian's containerd, runc, network plug-ins and nft, unpacked, and
 * Kubernetes with its etcd, compiled from the Go module proxy, which takes some ten minutes of CPU time once.
 * @throws ToolchainError GO_MISSING, KUBERNETES_INSTALL_FAILED
 */
export async function installKubernetes(): Promise<void> {
  await mkdir(cluster.folder, { recursive: true });
  await removeLeftovers(cluster.folder);
  if (!isExecutable(join(cluster.root, 'usr/bin/containerd'))) {
    await installDebianPackages({
      subject: 'containerd and its parts from Debian',
      size: 'about 65 MB',
      packages: debianPackages,
      cacheFolder: cluster.folder,
      root: cluster.root,
      orFail,
    });
  }
  if (!(await isBuilt())) await build();
  await writePauseImage();
  await writeClient(cluster.kubectl, `'${cluster.program}' kubectl --kubeconfig '${cluster.kubeconfig}'`);
  const ctr = join(cluster.root, 'usr/bin/ctr');
  await writeClient(
    cluster.containerdClient,
    `'${ctr}' --address '${cluster.containerdSocket}' --namespace k8s.io`,
  );
}

/** Whether all parts are there that a start needs, and of these sources. */
export async function isInstalled(): Promise<boolean> {
  return isExecutable(join(cluster.root, 'usr/bin/containerd')) && (await isBuilt());
}

const builtFrom = join(cluster.folder, 'bin', 'sources');

async function isBuilt(): Promise<boolean> {
  if (!isExecutable(cluster.program) || !isExecutable(cluster.pause)) return false;
  return (await readFile(builtFrom, 'utf8').catch(() => '')) === (await sources());
}

async function sources(): Promise<string> {
  const texts = ['go.mod', 'main.go', 'pause/main.go'].map((file) => readFile(join(source, file), 'utf8'));
  return [version, ...(await Promise.all(texts))].join('\n');
}

/** go.sum holds the modules to the hashes of the Go checksum database. */
async function build(): Promise<void> {
  if (onPath('go').length === 0) {
    throw new ToolchainError(
      'GO_MISSING',
      'expected Go on PATH, to compile Kubernetes with, found none',
      'Install Go: https://go.dev/dl/',
    );
  }
  const env = { GOWORK: 'off', GOOS: '', GOARCH: '', CGO_ENABLED: '0' };
  await withStaging(cluster.folder, (staging) =>
    withProgress(`Kubernetes ${version}`, async (step) => {
      step('downloading its Go modules, about 150 MB');
      orFail(await run('go', ['mod', 'download'], { cwd: source, env }));
      step('compiling, takes 5 to 15 minutes and 2.5 GB of memory, once');
      const bin = join(staging, 'bin');
      await mkdir(bin);
      const built = await run(
        'go',
        ['build', '-trimpath', '-buildvcs=false', '-ldflags', flags(), '-o', bin, '.', './pause'],
        {
          cwd: source,
          env: { ...env, GOTMPDIR: staging },
        },
      );
      orFail(built);
      await writeFile(join(bin, 'sources'), await sources());
      await moveInPlace(bin, dirname(cluster.program));
    }),
  );
}

/** What the parts say of their version, and are held to by one another. */
function flags(): string {
  const [major, minor] = version.split('.');
  const values = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  const settings = Object.entries(values).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  return ['-s', '-w', ...settings].join(' ');
}

async function writeClient(file: string, command: string): Promise<void> {
  await mkdir(join(cacheFolder, 'bin'), { recursive: true });
  await writeFile(
    file,
    `#!/bin/sh
# Made by toolchain:kubernetes: a client of the development cluster of this workspace.
export LD_LIBRARY_PATH='${clusterEnvironment.LD_LIBRARY_PATH}'
exec ${command} "$@"
`,
  );
  await chmod(file, 0o755);
}

function orFail(outcome: Outcome): string {
  if (outcome.state === 'succeeded') return outcome.stdout;
  throw new ToolchainError(
    'KUBERNETES_INSTALL_FAILED',
    `expected apt-get and the Go module proxy to give the parts of Kubernetes ${version}, found: ${outcome.reason}`,
    'Is the Go module proxy reachable (go env GOPROXY)? Or use a cluster that you have, by --context: docs/kubernetes.md',
  );
}
