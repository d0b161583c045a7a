import { dirname } from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';

/** What of Nx's own module is used here: its reading of the workspaces of npm, Yarn, bun, pnpm and Lerna. */
interface NxRules {
  buildPackageJsonPatterns: (workspaceRoot: string) => unknown;
  buildPackageJsonWorkspacesMatcher: (patterns: unknown) => (file: string) => unknown;
}

/**
 * Which package.json files Nx takes as projects: those in the package manager's workspaces, and those beside a project.json.
 * @param files every project.json and package.json that Nx knows
 */
export async function packageJsonRule(
  files: readonly string[],
  workspaceRoot: string,
  { plugins = [] }: NxJsonConfiguration,
): Promise<(file: string) => boolean> {
  if (process.env.NX_INFER_ALL_PACKAGE_JSONS === 'true' && !files.includes('package.json')) return () => true;
  // A plugin that Nx has of its own for workspaces without a package manager's: every folder but the root.
  const takesAllFolders = plugins.some((plugin) => nameOf(plugin).endsWith('nx/plugins/package-json'));
  const besideProjectJson = new Set(files.filter((file) => /(^|\/)project\.json$/.test(file)).map(dirname));
  const isInWorkspaces = await workspacesMatcher(workspaceRoot);
  return (file) =>
    besideProjectJson.has(dirname(file)) ||
    (takesAllFolders && file !== 'package.json') ||
    isInWorkspaces(file);
}

/** By Nx's own functions; where an Nx has moved them, no package.json is taken for a project by its place alone. */
async function workspacesMatcher(workspaceRoot: string): Promise<(file: string) => boolean> {
  try {
    const { default: rules } = (await import(nxModule)) as { default: NxRules };
    const matches = rules.buildPackageJsonWorkspacesMatcher(rules.buildPackageJsonPatterns(workspaceRoot));
    return (file) => Boolean(matches(file));
  } catch {
    return () => false;
  }
}

/** Exported by name from 22.7 to 24.0; not a literal, since its types are not ours to check. */
const nxModule: string = 'nx/src/plugins/package-json';

const nameOf = (plugin: string | { plugin: string }) => (typeof plugin === 'string' ? plugin : plugin.plugin);
