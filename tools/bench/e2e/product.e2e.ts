import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findK6 } from '../src/load/k6.ts';
import type { Report } from '../src/schema/report.ts';
import type { Result } from '../src/schema/result.ts';
import { eventually } from './eventually.ts';
import { k6Path, k6TwoPath, repository } from './k6-path.ts';
import type { PackageManagerName } from './package-managers.ts';
import { processesWith } from './processes.ts';
import { createProduct, type Product } from './product.ts';
import { type Registry, startRegistry, whyNoRegistry } from './registry.ts';

/**
 * What is tried: the ends of the range in the package's peerDependencies, or what the environment names, such as
 * `PRODUCTS="23.2.1:npm 24.0.6:yarn"`.
 */
const products = (process.env.PRODUCTS ?? '22.7.1:npm:1 24.0.6:pnpm:2').split(' ').map((product) => {
  const [nxVersion, packageManager, k6Major] = product.split(':') as [string, PackageManagerName, string?];
  const k6 = k6Major === '2' ? k6TwoPath : k6Path;
  return { nxVersion, packageManager, k6, k6Version: findK6(k6, repository).version };
});

const quickly = [
  '--scenarios=closed',
  '--rounds=1',
  '--duration=1s',
  '--warmup=1s',
  '--rest=200ms',
  '--vus=5',
  '--wait=10m',
];
const ancestor = new URL('../src/explain/fixture/ancestor.txt', import.meta.url);
const http = 'python3 -m http.server {port} --bind {host}';

const nodeMajor = Number.parseInt(process.versions.node, 10);

const noRegistry = whyNoRegistry();
if (noRegistry) console.warn(`skipped: ${noRegistry}`);

describe.skipIf(noRegistry)('from an empty folder, with the package from a registry', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry();
  }, 120_000);
  afterAll(() => registry?.stop());

  describe.each(
    products.filter(({ packageManager }) => packageManager !== 'yarn-pnp'),
  )('on Nx $nxVersion, by $packageManager, with k6 $k6Version', (surroundings) => {
    const { packageManager, k6Version } = surroundings;
    // Yarn 1 refuses what others warn of: fastify needs a package that asks for Node 22.
    const installsFastify = packageManager !== 'yarn-classic' || nodeMajor >= 22;
    const languages = installsFastify ? ['node', 'python'] : ['python'];
    const generated = languages.map((language) => `my-${language}`);
    let workspace: Product;
    beforeAll(async () => {
      workspace = await createProduct(surroundings, registry);
    }, 400_000);
    afterAll(() => workspace?.remove());

    test('what nx add wrote is there, and a second init changes nothing', async () => {
      const files = ['nx.json', '.env', '.gitignore', 'results/project.json', 'k6/closed.ts', 'package.json'];
      const read = () => Promise.all(files.map((file) => workspace.run('cat', file)));
      const before = await read();
      await workspace.nx('g', '@wasi-bench/nx:init', '--no-interactive');
      expect(await read()).toEqual(before);
      expect(workspace.json<{ plugins: string[] }>('nx.json').plugins).toEqual(['@wasi-bench/nx']);
    });

    test('generated servers pass the contract and stand in the table, beside one that we never saw', async () => {
      for (const language of languages) {
        await workspace.nx('g', '@wasi-bench/nx:server', `apps/my-${language}`, `--language=${language}`);
      }
      await workspace.nx('g', '@wasi-bench/nx:external', 'apps/files', `--command=${http}`);
      const table = await workspace.nx('run-many', '-t', 'bench', ...quickly);
      for (const server of generated) expect(table).toContain(`${server}: checking its answers`);
      const { rows } = workspace.json<Report>('dist/bench/report.json');
      expect(rows.map(({ server, status }) => `${server} ${status}`).sort()).toEqual(
        ['files', ...generated].map((server) => `${server} measured`),
      );
      expect(new Set(rows.map(({ runId }) => runId)).size).toBe(1);
      for (const { label } of rows) expect(table).toContain(label);
      // Nx has ended, and its process for a batch is about to.
      await eventually(
        () => processesWith(workspace.root).length === 0,
        'no process of the workspace is left',
      );
    });

    test('the graph shows what a bench depends on', async () => {
      await workspace.nx('graph', '--file=graph.json');
      const { graph } = workspace.json<{
        graph: { dependencies: Record<string, { target: string }[]> };
      }>('graph.json');
      const targetsOf = (project: string) => graph.dependencies[project]?.map(({ target }) => target).sort();
      expect(targetsOf('suite')).toEqual(['files', ...generated]);
      expect(targetsOf('files')).toEqual(['k6']);
    });

    test('nx show project says what the targets are for', async () => {
      const said = await workspace.nx('show', 'project', 'files', '--json');
      // pnpm may warn before it.
      const project = JSON.parse(said.slice(said.indexOf('{')));
      expect(project.targets.bench.metadata).toMatchObject({
        technologies: ['k6'],
        description: expect.stringMatching(/^Measures the server/),
        help: { command: 'npx nx run files:bench --help' },
      });
    });

    test('a generated scenario is measured under its name', async () => {
      await workspace.nx('g', '@wasi-bench/nx:scenario', 'steady-rate', '--model=open');
      const args = quickly.map((option) => option.replace('closed', 'steady-rate'));
      await workspace.nx('run', 'files:bench', '--rate=50', ...args);
      const { rounds, provenance } = workspace.json<Result>('dist/bench/files/result.json');
      expect(provenance.tools.k6).toBe(k6Version);
      expect(rounds.map(({ scenario, status }) => `${scenario} ${status}`)).toEqual(['steady-rate measured']);
    });

    test('the stages are functions of plain Node', async () => {
      workspace.write('bench.mjs', program);
      workspace.write('ancestor.txt', readFileSync(ancestor, 'utf8'));
      const said = JSON.parse((await workspace.run('node', 'bench.mjs')).trim().split('\n').at(-1) ?? '');
      expect(said).toEqual({
        statuses: ['measured', 'measured'],
        rows: ['a', 'b'],
        refused: 'refused',
        isTable: true,
        findings: true,
        explained: [false, true, true, false, false],
        code: 'INVALID_OPTION',
      });
      expect(processesWith(workspace.root)).toEqual([]);
    });
  });

  const plugNPlay = products.filter(({ packageManager }) => packageManager === 'yarn-pnp');
  test.each(plugNPlay)("on Nx $nxVersion, by Yarn's Plug'n'Play: refused", async (surroundings) => {
    await expect(createProduct(surroundings, registry)).rejects.toThrow(/PNP_UNSUPPORTED/);
  });
});

const program = `
import { readFileSync } from 'node:fs';
import { analyse, bench, BenchError, compare, explain, findings, renderTerminal } from '@wasi-bench/nx/api';

const server = {
  command: ['python3', '-m', 'http.server', '{port}', '--bind', '{host}'],
  readyPath: '/', endpoint: '/', scenarios: ['closed'], rounds: 1, duration: '1s', warmup: '1s', rest: '200ms', vus: 5, wait: '10m',
};
const results = await bench({ a: server, b: server });
const [subject, reference] = results;
const report = analyse(results);
const runs = explain(readFileSync('ancestor.txt', 'utf8'));
const code = await bench({ a: { ...server, vus: 0 } }).catch((error) => error instanceof BenchError && error.code);
console.log(JSON.stringify({
  statuses: results.map(({ status }) => status),
  rows: report.rows.map((row) => row.server),
  refused: compare({ subject, reference, scenario: 'closed', figure: 'cpuMicrosPerRequest' }).state,
  isTable: renderTerminal(report).includes('Platform'),
  findings: Array.isArray(findings(subject, 'closed')),
  explained: runs.map(({ verdicts }) => verdicts.some(({ state }) => state === 'present')),
  code,
}));
`;
