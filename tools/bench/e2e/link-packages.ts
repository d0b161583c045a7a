import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Gives a workspace every package of this repository, but the plugin as it is published: Nx loads no TypeScript of a package. */
export function linkPackages(repository: string, root: string): void {
  const [from, to] = [join(repository, 'node_modules'), join(root, 'node_modules')];
  mkdirSync(join(to, '@wasi-bench'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@wasi-bench') symlinkSync(join(from, name), join(to, name));
  }
  symlinkSync(join(repository, 'dist/tools/bench'), join(to, '@wasi-bench/nx'));
}
