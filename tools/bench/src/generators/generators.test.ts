import { readJson, readNxJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { serverBlockSchema } from '../schema/options.ts';
import external from './external/generator.ts';
import init from './init/generator.ts';
import scenario from './scenario/generator.ts';
import server from './server/generator.ts';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
});

const written = () =>
  Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, String(content)]));

describe('init', () => {
  test('names that are not the default stand in nx.json, and the targets of the folder follow', async () => {
    await init(tree, { suite: 'tools/suite', scenarioFolder: 'load', targetName: 'measure' });
    expect(readNxJson(tree)?.plugins).toEqual([
      { plugin: '@wasi-bench/nx', options: { scenarioFolder: 'load', targetName: 'measure' } },
    ]);
    expect(readJson(tree, 'tools/suite/project.json')).toMatchObject({
      name: 'suite',
      bench: { suite: true },
    });
    expect(tree.exists('load/closed.ts') && tree.exists('load/lib/endpoint.ts')).toBe(true);
  });

  test('a second run changes nothing', async () => {
    await init(tree, {});
    const before = written();
    await init(tree, {});
    expect(written()).toEqual(before);
  });

  test('what a user has written is left as it is', async () => {
    tree.write('k6/closed.ts', '// mine\n');
    tree.write('.env', 'NX_TUI=true\nSECRET=1');
    tree.write('.gitignore', 'dist\n');
    await init(tree, {});
    expect(tree.read('k6/closed.ts', 'utf8')).toBe('// mine\n');
    expect(tree.read('.env', 'utf8')).toBe(
      'NX_TUI=true\nSECRET=1\nNX_DEFAULT_OUTPUT_STYLE=stream-without-prefixes\n',
    );
    expect(tree.read('.gitignore', 'utf8')).toBe('dist\n');
  });

  test('a suite that is there stays the only one', async () => {
    tree.write('reports/project.json', JSON.stringify({ name: 'reports', bench: { suite: true } }));
    await init(tree, {});
    expect(tree.exists('results/project.json')).toBe(false);
  });
});

describe('server', () => {
  test.each([
    'go',
    'node',
    'python',
    'rust',
    'rust-wasm',
  ])('%s is declared as the plugin reads it', async (language) => {
    await server(tree, { folder: 'apps/deep/hello', language });
    const { name, bench, targets } = readJson(tree, 'apps/deep/hello/project.json');
    expect(name).toBe('hello');
    expect(serverBlockSchema.parse(bench).contractCheck?.slice(0, 2)).toEqual([
      'node',
      'node_modules/@wasi-bench/nx/bin/conformance.mjs',
    ]);
    expect(targets.build.outputs).toEqual(['{workspaceRoot}/dist/apps/deep/hello']);
  });

  test.each([
    ['go', 'go.mod', 'module example.com/hello\n'],
    ['node', 'esbuild.config.mjs', "outfile: '../../../dist/apps/deep/hello/server.mjs'"],
    ['rust', 'Cargo.toml', 'name = "hello"'],
    ['rust-wasm', 'Cargo.toml', 'name = "hello"'],
  ])('%s builds under its own name and place', async (language, file, text) => {
    await server(tree, { folder: 'apps/deep/hello', language });
    expect(tree.read(`apps/deep/hello/${file}`, 'utf8')).toContain(text);
  });

  test('Node gets the packages that it is built from', async () => {
    await server(tree, { folder: 'apps/hello', language: 'node' });
    expect(Object.keys(readJson(tree, 'package.json').devDependencies)).toEqual(['esbuild', 'fastify']);
  });

  test('a component under wasmtime is held to its answers, for the rest is not its own', async () => {
    await server(tree, { folder: 'apps/one', language: 'rust-wasm' });
    expect(readJson(tree, 'apps/one/project.json').bench.contractCheck).toContain('--only=answers');
    await server(tree, { folder: 'apps/two', language: 'rust-wasm', wasmHost: 'bin/host' });
    expect(readJson(tree, 'apps/two/project.json').bench.contractCheck).not.toContain('--only=answers');
  });

  test('a component is served by the host that is named, or that the workspace has', async () => {
    const command = (folder: string) => readJson(tree, `${folder}/project.json`).bench.command;
    await server(tree, { folder: 'apps/one', language: 'rust-wasm' });
    expect(command('apps/one').slice(0, 4)).toEqual(['wasmtime', 'serve', '--addr', '{host}:{port}']);
    tree.write('libs/wasm-host/project.json', '{"name":"wasm-host"}');
    await server(tree, { folder: 'apps/two', language: 'rust-wasm' });
    expect(command('apps/two').slice(0, 2)).toEqual(['dist/libs/wasm-host/jit/wasm-host', 'serve']);
    await server(tree, { folder: 'apps/three', language: 'rust-wasm', wasmHost: 'bin/host' });
    expect(command('apps/three').slice(0, 2)).toEqual(['bin/host', 'serve']);
  });

  test('a folder or a name that is taken is refused', async () => {
    await server(tree, { folder: 'apps/hello', language: 'go' });
    await expect(server(tree, { folder: 'apps/hello', language: 'go' })).rejects.toThrow(/^PROJECT_EXISTS: /);
    await expect(server(tree, { folder: 'other/hello', language: 'go' })).rejects.toThrow(/in apps\/hello/);
    await expect(server(tree, { folder: '../out', language: 'go', name: 'x y' })).rejects.toThrow(
      /^GENERATOR_INPUT_INVALID: /,
    );
  });

  test('a language that there is none of is refused with those there are', async () => {
    await expect(server(tree, { folder: 'apps/x', language: 'cobol' })).rejects.toThrow(/go, node, python/);
  });
});

describe('external', () => {
  test('a command becomes a declaration and nothing else', async () => {
    await external(tree, { folder: 'apps/files', command: 'python3 -m http.server {port}' });
    expect(readJson(tree, 'apps/files/project.json').bench).toEqual({
      command: ['python3', '-m', 'http.server', '{port}'],
      readyPath: '/',
      endpoint: '/',
    });
    expect(tree.listChanges().filter(({ path }) => path.startsWith('apps/'))).toHaveLength(1);
  });

  test('an image is run by the launcher for images, and needs no command', async () => {
    await external(tree, { folder: 'apps/web', image: 'mine:latest', port: 80 });
    const { bench } = readJson(tree, 'apps/web/project.json');
    expect(bench).toEqual({
      image: 'mine:latest',
      launcher: 'docker',
      port: 80,
      readyPath: '/',
      endpoint: '/',
    });
    expect(serverBlockSchema.safeParse(bench).success).toBe(true);
  });

  test.each([{}, { command: 'x', image: 'y' }])('neither and both are refused: %j', async (given) => {
    await expect(external(tree, { folder: 'apps/x', ...given })).rejects.toThrow(
      /either --command or --image[\s\S]*fix: /,
    );
  });
});

describe('scenario', () => {
  test.each([
    ['closed', 'checkout'],
    ['open', 'checkout'],
    ['capacity', 'capacity-checkout'],
  ] as const)('%s is a script under its own name', async (model, name) => {
    await init(tree, { scenarioFolder: 'load' });
    await scenario(tree, { name, model });
    expect(tree.read(`load/${name}.ts`, 'utf8')).toContain(`'${name}': {`);
  });

  test.each([
    ['capacity', 'checkout'],
    ['open', 'capacity'],
  ] as const)('the name of a search of the capacity is its own: %s, %s', async (model, name) => {
    await expect(scenario(tree, { name, model })).rejects.toThrow(/expected "capacity"/);
  });

  test('the name of the load that is no script is refused', async () => {
    await expect(scenario(tree, { name: 'saturation' })).rejects.toThrow(/the load by wrk/);
  });

  test('a server that is named is measured by it too, beside the ones it had', async () => {
    await external(tree, { folder: 'apps/files', command: 'x' });
    await scenario(tree, { name: 'checkout', server: 'files' });
    expect(readJson(tree, 'apps/files/project.json').bench.scenarios).toEqual(['closed', 'open', 'checkout']);
  });

  test('a script that is there is not overwritten', async () => {
    await scenario(tree, { name: 'checkout' });
    await expect(scenario(tree, { name: 'checkout' })).rejects.toThrow(/k6\/checkout\.ts/);
  });
});
