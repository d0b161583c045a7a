import { globSync } from 'tinyglobby';
import { workspaceRoot } from './nx.ts';

/** What is installed, built or kept by a tool. */
export const notOurs = ['**/node_modules', '**/dist', '**/target', '.git', '.nx', '.toolchain'];

/** Files of the repository, from its root. */
export const repositoryFiles: readonly string[] = globSync('**/*', {
  cwd: workspaceRoot,
  dot: true,
  ignore: notOurs,
});
