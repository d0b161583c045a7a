import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';

/** How a package manager says which folders are its packages. */
export interface Layout {
  readonly seed: number;
  readonly files: Record<string, string | object>;
}

const folders = ['packages/*', 'libs/*/deep-*', '!packages/excluded-*'];
const rootPackage = { name: '@acme/root', private: true };

export const layouts: Record<string, Layout> = {
  npm: { seed: 1, files: { 'package.json': { ...rootPackage, workspaces: folders } } },
  pnpm: {
    seed: 2,
    files: {
      'package.json': rootPackage,
      'pnpm-workspace.yaml': `packages:\n${folders.map((folder) => `  - '${folder}'\n`).join('')}`,
    },
  },
  yarn: {
    seed: 3,
    files: { 'package.json': { ...rootPackage, workspaces: { packages: folders } }, 'yarn.lock': '' },
  },
  bun: {
    seed: 4,
    files: {
      'package.json': {
        ...rootPackage,
        nx: {},
        workspaces: folders.map((folder) => folder.replace(/^p/, './p')),
      },
      'bun.lock': '{ "lockfileVersion": 1, "workspaces": {}, "packages": {} }',
    },
  },
};

export interface GeneratedProject {
  readonly root: string;
  readonly files: Record<string, string | object>;
  /** The executor of the plugin's that its target `bench` must have. */
  readonly bench: 'bench' | 'invalid' | 'none';
}

const ours = { command: ['node', 'server.mjs'], readyPath: '/', endpoint: '/' };
const oursAndWrong = [
  { ...ours, rounds: 0 },
  { ...ours, readyPth: '/' },
  { endpoint: '/' },
  { command: 'node x' },
];
const ofOthers = [
  true,
  'vitest bench',
  7,
  null,
  [],
  {},
  { files: ['bench/*.js'] },
  { command: 'node x', samples: 9 },
];

/** Project folders of every kind that Nx takes, and some that it does not: the same for the same seed. */
export function generatedProjects({ seed }: Layout, count: number): GeneratedProject[] {
  const random = xoroshiro128plus(seed);
  const pick = <Item>(items: readonly Item[]): Item =>
    items[unsafeUniformIntDistribution(0, items.length - 1, random)]!;
  return Array.from({ length: count }, (_, number) => project(number, pick));
}

type Pick = <Item>(items: readonly Item[]) => Item;

function project(number: number, pick: Pick): GeneratedProject {
  const root = pick([
    `packages/p${number}`,
    `packages/Upper${number}`,
    `packages/b[${number}]`,
    `packages/excluded-${number}`,
    `packages/x${number}/test/fixtures/inner-${number}`,
    `libs/l/deep-${number}`,
    `elsewhere/e${number}`,
  ]);
  const inWorkspaces = /^packages\/(?!excluded)[^/]+$|^libs\/[^/]+\/deep-\d+$/.test(root);
  const hasProjectJson = pick([true, false]);
  const hasPackageJson = !hasProjectJson || pick([true, false]);
  const kind = pick(['none', 'ours', 'ours', 'wrong', 'other'] as const);
  const bench = { none: undefined, ours, wrong: pick(oursAndWrong), other: pick(ofOthers) }[kind];
  const inProjectJson = hasProjectJson && (!hasPackageJson || pick([true, false]));
  const script = hasPackageJson && pick([true, false, false, false]);
  const projectName = pick([undefined, `name-${number}`, `@acme/name-${number}`]);
  const packageName = pick([`pkg-${number}`, `@acme/pkg-${number}`]);
  const projectJson = {
    name: projectName,
    targets: { lint: { command: 'true' } },
    ...(inProjectJson && { bench }),
  };
  const packageJson = {
    name: packageName,
    ...(pick([true, false, false]) && { nx: { name: `nx-${number}` } }),
    scripts: { test: 'true', ...(script && { bench: 'vitest bench' }) },
    ...(!inProjectJson && { bench }),
  };
  const isProject = hasProjectJson || inWorkspaces;
  const executor = kind === 'ours' ? 'bench' : kind === 'wrong' ? 'invalid' : 'none';
  return {
    root,
    files: {
      ...(hasProjectJson && { [`${root}/project.json`]: pick([asJson, asJsonc])(projectJson) }),
      ...(hasPackageJson && { [`${root}/package.json`]: asJson(packageJson) }),
      ...(pick([true, false]) && { [`${root}/test/fixtures/broken/package.json`]: '{ "bench": ' }),
    },
    bench: isProject && !script ? executor : 'none',
  };
}

const asJson = (value: object) => JSON.stringify(value, undefined, 2);
const asJsonc = (value: object) => `// Nx takes comments\n${asJson(value).replace(/\n\}$/, ',\n}')}\n`;
