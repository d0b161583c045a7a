import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generatedProjects, type Layout, layouts } from './generated-projects.ts';
import { asItComes, createWorkspace, type Workspace } from './workspace.ts';

type Target = { executor?: string };
type Nodes = Record<string, { data: { root: string; targets: Record<string, Target> } }>;

const byName = (a: string, b: string) => (a < b ? -1 : 1);
const inferred = /^@wasi-bench\/nx:/;

interface Graph {
  readonly graph: { nodes: Nodes };
  readonly tasks: { dependencies: Record<string, string[]> };
}

/** The workspace as Nx sees it, with the plugin or without it; `args` say which graph is asked for. */
async function graphOf(workspace: Workspace, plugins: unknown[], args: string[]): Promise<Graph> {
  workspace.write('nx.json', { analytics: false, plugins });
  const { all, exitCode } = await workspace.nx(args, { NX_ISOLATE_PLUGINS: 'false' });
  expect(exitCode, all).toBe(0);
  return workspace.json<Graph>('graph.json');
}

describe.each(Object.entries(layouts))('a workspace of %s', (_name, layout: Layout) => {
  const projects = generatedProjects(layout, 40);
  let workspace: Workspace;
  let without: Nodes;
  let withPlugin: Nodes;
  let tasks: Graph['tasks'];

  beforeAll(async () => {
    workspace = createWorkspace({}, asItComes);
    for (const [file, text] of Object.entries(layout.files)) workspace.write(file, text);
    for (const { files } of projects) {
      for (const [file, text] of Object.entries(files)) workspace.write(file, text);
    }
    without = (await graphOf(workspace, [], ['graph', '--file=graph.json'])).graph.nodes;
    const args = ['run', 'suite:bench', '--graph=graph.json'];
    ({
      graph: { nodes: withPlugin },
      tasks,
    } = await graphOf(workspace, ['@wasi-bench/nx'], args));
  }, 120_000);
  afterAll(() => workspace?.remove());

  test('has the same projects with the plugin', () => {
    const roots = (nodes: Nodes) => Object.entries(nodes).map(([name, { data }]) => `${name} ${data.root}`);
    expect(roots(withPlugin).sort(byName)).toEqual(roots(without).sort(byName));
    expect(Object.keys(without).length).toBeGreaterThan(20);
  });

  test('keeps every target that a project had', () => {
    for (const [name, { data }] of Object.entries(without)) {
      expect(withPlugin[name]?.data.targets, name).toMatchObject(data.targets);
    }
  });

  test('has the targets that the blocks declare, and no others', () => {
    const executors = Object.values(withPlugin).flatMap(({ data }) => {
      const executor = data.targets.bench?.executor ?? '';
      return inferred.test(executor) ? [`${data.root} ${executor.replace(inferred, '')}`] : [];
    });
    const declared = projects.flatMap(({ root, bench }) => (bench === 'none' ? [] : [`${root} ${bench}`]));
    expect(executors.sort(byName)).toEqual([...declared, 'suite report'].sort(byName));
  });

  test('the suite depends on every server, under the names that Nx gives them', () => {
    const declaring = Object.entries(withPlugin).filter(
      ([name, { data }]) => name !== 'suite' && inferred.test(data.targets.bench?.executor ?? ''),
    );
    expect(tasks.dependencies['suite:bench']).toEqual(
      expect.arrayContaining(declaring.map(([name]) => `${name}:bench`)),
    );
  });
});

test('the generated projects are of every kind', () => {
  const kinds = Object.values(layouts).flatMap((layout) =>
    generatedProjects(layout, 40).map(({ bench }) => bench),
  );
  expect(new Set(kinds)).toEqual(new Set(['bench', 'invalid', 'none']));
});

describe('what is wrong is an error of its project', () => {
  const block = { command: ['node', 'server.mjs'], readyPath: '/' };
  let workspace: Workspace;
  const configure = (options: object) =>
    workspace.write('nx.json', { analytics: false, plugins: [{ plugin: '@wasi-bench/nx', options }] });
  // In Nx's own process: what a plugin's process prints may be lost when Nx ends it.
  const env = { NX_ISOLATE_PLUGINS: 'false' };
  const bench = (...names: string[]) => workspace.nx(['run-many', '-t', 'bench', '-p', ...names], env);

  beforeAll(() => {
    workspace = createWorkspace({});
    workspace.write('package.json', { name: 'e2e', workspaces: ['packages/*'] });
    const misplaced = { command: ['node', '--require={workspaceRoot}/x.cjs', 'server.mjs'] };
    const scripts = { bench: 'vitest bench' };
    workspace.write('packages/twice/project.json', { name: 'twice', bench: block });
    workspace.write('packages/twice/package.json', { name: 'twice', bench: block });
    workspace.write('packages/second/package.json', { name: 'second', bench: { suite: true } });
    workspace.write('packages/token/package.json', { name: 'token', bench: misplaced });
    workspace.write('packages/misspelt/package.json', {
      name: 'misspelt',
      bench: { comand: ['node', 'x.mjs'] },
    });
    workspace.write('packages/foreign/package.json', { name: 'foreign', bench: { files: ['*.bench.ts'] } });
    const beaten = { ...block, rounds: 7, vus: 3 };
    workspace.write('packages/beaten/package.json', { name: 'beaten', bench: beaten });
    workspace.write('packages/plain/package.json', { name: 'plain', bench: block });
    workspace.write('packages/scripted/package.json', { name: 'scripted', scripts, bench: block });
  });
  afterAll(() => workspace.remove());

  test('a block in both files, a second suite, a token that Nx refuses: each by its own target', async () => {
    const { all, exitCode } = await bench('twice', 'second', 'token');
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/DECLARATION_INVALID: expected one "bench" block in packages\/twice/);
    expect(all).toMatch(
      /expected one project with [^\n]*packages\/second\/package\.json, suite\/project\.json/,
    );
    expect(all).toMatch(/packages\/token\/package\.json: "--require=workspaceRoot\/x\.cjs"/);
    expect(all).toMatch(/BENCH_TARGET_TAKEN: scripted: [\s\S]*fix: Rename the script/);
  });

  test('wrong options of the plugin, by every target of the plugin', async () => {
    configure({ target: 'measure' });
    const { all, exitCode } = await bench('plain');
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/DECLARATION_INVALID: the options of @wasi-bench\/nx in nx\.json/);
    configure({});
  });

  test('a block of misspelt keys alone, by its own target and no other', async () => {
    const { all, exitCode } = await bench('misspelt');
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(
      /DECLARATION_INVALID: [^\n]*packages\/misspelt\/package\.json: [^\n]*"comand" for "command"/,
    );
    const shown = await workspace.nx(['show', 'project', 'foreign', '--json']);
    // A warning about another project may stand before it.
    const ofAnotherTool = shown.all.split('\n').find((line) => line.startsWith('{'));
    expect(ofAnotherTool).toContain('"name":"foreign"');
    expect(ofAnotherTool).not.toContain('@wasi-bench/nx');
  });

  test("targetDefaults that go before a project's own block are named once", async () => {
    const options = { rounds: 1, duration: '1s', warmup: '0s', rest: '1ms', scenarios: ['none-such'] };
    workspace.write('nx.json', {
      analytics: false,
      plugins: ['@wasi-bench/nx'],
      targetDefaults: { bench: { options } },
    });
    const { all } = await bench('beaten', 'plain');
    expect(all.match(/targetDefaults in nx\.json go before/g)).toHaveLength(1);
    expect(all).toMatch(/block of beaten \(rounds is 1, not 7\): what/);
    configure({});
  });

  test("a workspace of Plug'n'Play, by every target of the plugin", async () => {
    workspace.write('.pnp.cjs', '');
    const { all, exitCode } = await bench('plain');
    rmSync(join(workspace.root, '.pnp.cjs'));
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/PNP_UNSUPPORTED: [\s\S]*nodeLinker: node-modules/);
  });

  test('a manifest that Nx cannot read is left to Nx', async () => {
    workspace.write('packages/marked/package.json', '\uFEFF{ "name": "marked", "bench": {} }');
    const saidWith = await workspace.nx(['show', 'projects']);
    workspace.write('nx.json', { analytics: false });
    const saidWithout = await workspace.nx(['show', 'projects']);
    expect(saidWith.exitCode).toBe(saidWithout.exitCode);
    expect(saidWith.all).not.toMatch(/DECLARATION_INVALID/);
  });
});
