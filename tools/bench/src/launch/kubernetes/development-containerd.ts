import { join } from 'node:path';
import { execa } from 'execa';

/** Asks the containerd of the development cluster, by the client that its set-up has made. */
export function developmentContainerd(workspaceRoot: string, args: readonly string[], timeout: number) {
  const client = join(workspaceRoot, '.toolchain', 'bin', 'kubernetes-ctr');
  return execa(client, args, { stdin: 'ignore', reject: false, all: true, timeout });
}
