import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeImage } from '../../../docker/write-image.mjs';

const repository = join(import.meta.dirname, '../../..');
const command = join(repository, 'tools/toolchain/bin/kubernetes.mjs');
const own = join(repository, '.toolchain');

export type TestCluster =
  | {
      readonly state: 'running';
      readonly kubeconfig: string;
      /** Text that the command line of each of its parts holds. */
      readonly folder: string;
      readonly kubectl: (...args: string[]) => string;
      /** Lets the bench of a workspace find it. */
      readonly offerTo: (workspaceRoot: string) => void;
      /** Stops it if it was started for the test. */
      readonly release: () => void;
    }
  | { readonly state: 'none'; readonly reason: string };

/** The development cluster, started for the test where it is built: to build it takes longer than all tests. */
export function useCluster(): TestCluster {
  let said: string;
  try {
    said = execFileSync(process.execPath, [command, '--only-if-built'], {
      cwd: repository,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    return { state: 'none', reason: String((error as { stderr?: string }).stderr || error) };
  }
  return {
    state: 'running',
    kubeconfig: join(own, 'kubernetes/kubeconfig.yaml'),
    folder: join(own, 'kubernetes'),
    kubectl: (...args) =>
      execFileSync(join(own, 'bin/kubectl'), args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trim(),
    offerTo: (workspaceRoot) => {
      mkdirSync(join(workspaceRoot, '.toolchain/bin'), { recursive: true });
      for (const file of ['kubernetes', 'bin/kubernetes-ctr'])
        symlinkSync(join(own, file), join(workspaceRoot, '.toolchain', file));
    },
    release: () => {
      if (said.includes('runs already')) return;
      execFileSync(process.execPath, [command, '--stop'], { cwd: repository, stdio: 'ignore' });
    },
  };
}

/** The archive of an image from nothing but this Node and one of e2e/servers, made without an engine. */
export function writeServerImage(tag: string, server: string, folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  const dockerfile = join(folder, '..', 'server.Dockerfile');
  writeFileSync(
    dockerfile,
    `FROM scratch\nCOPY rootfs/ /\nUSER 65534:65534\nENTRYPOINT ["/node", "/${server}"]\n`,
  );
  writeImage({
    server: 'server',
    tag,
    dockerfile,
    files: ['node', join(import.meta.dirname, 'servers', server)],
    folder,
    platform: { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch },
  });
}
