import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Registry } from './registry.ts';

/** A package manager as the tests of the product use it, in the version that they are written for. */
interface PackageManager {
  /** What npm installs it from; undefined where it comes with Node. */
  readonly npmPackage?: string;
  readonly program: string;
  /** What runs a program of the workspace. */
  readonly exec: readonly [string, ...string[]];
}

const berry = { npmPackage: '@yarnpkg/cli-dist@4.18.1', program: 'yarn', exec: ['yarn'] } as const;

const known = {
  npm: { program: 'npm', exec: ['npx'] },
  pnpm: { npmPackage: 'pnpm@10.34.9', program: 'pnpm', exec: ['pnpm', 'exec'] },
  'yarn-classic': { npmPackage: 'yarn@1.22.22', program: 'yarn', exec: ['yarn', '-s'] },
  yarn: berry,
  'yarn-pnp': berry,
  bun: { npmPackage: 'bun@1.4.5', program: 'bun', exec: ['bunx'] },
} as const satisfies Record<string, PackageManager>;

export type PackageManagerName = keyof typeof known;
export const packageManagers: Record<PackageManagerName, PackageManager> = known;

/** Files that tell the package manager of a new workspace what npm's variables of the environment do not. */
export function settingsOf(name: PackageManagerName, { url, env }: Registry): Record<string, string> {
  if (name === 'pnpm') return { 'pnpm-workspace.yaml': "packages: ['packages/*']\n" };
  const cafile = env.npm_config_cafile;
  if (name === 'yarn-classic') {
    // It hands a registry of its own on to what it runs, over that of the environment.
    return { '.yarnrc': `registry "${url}/"\n${cafile ? `cafile "${cafile}"\n` : ''}` };
  }
  if (packageManagers[name] !== berry) return {};
  const settings = [
    `nodeLinker: ${name === 'yarn' ? 'node-modules' : 'pnp'}`,
    `npmRegistryServer: ${url}`,
    'enableImmutableInstalls: false',
    "unsafeHttpWhitelist: ['127.0.0.1']",
    // It keeps where packages were, which is another port for each registry.
    'globalFolder: .yarn/global',
    // Yarn takes no release of today; ours was published a moment ago.
    "npmPreapprovedPackages: ['@wasi-bench/*']",
    ...(cafile ? [`httpsCaFilePath: ${cafile}`] : []),
  ];
  return { '.yarnrc.yml': `${settings.join('\n')}\n` };
}

/** Puts the package manager into a folder of its own. @returns the folder of its program, for PATH; undefined where Node has it */
export async function installPackageManager(
  name: PackageManagerName,
  folder: string,
  env: Record<string, string>,
): Promise<string | undefined> {
  const { npmPackage } = packageManagers[name];
  if (npmPackage === undefined) return undefined;
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await execa('npm', ['install', '--no-audit', '--no-fund', npmPackage], {
    cwd: folder,
    env,
    extendEnv: false,
    stdin: 'ignore',
  });
  return join(folder, 'node_modules/.bin');
}
