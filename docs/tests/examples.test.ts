import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parsePluginOptions } from '../../tools/bench/src/infer/plugin-options.ts';
import { readDeclarations } from '../../tools/bench/src/infer/read-declarations.ts';
import { workspaceRoot } from './nx.ts';
import { blocksOf, pages, placeOf } from './pages.ts';

const ajv = new Ajv({ strict: false });
const schemaOfNx = (name: string) =>
  ajv.compile(JSON.parse(readFileSync(join(workspaceRoot, 'node_modules/nx/schemas', name), 'utf8')));
const isProject = schemaOfNx('project-schema.json');
const isNxJson = schemaOfNx('nx-schema.json');

interface Example {
  bench?: unknown;
  plugins?: (string | { plugin: string; options?: unknown })[];
  targetDefaults?: unknown;
}

/** What the plugin, or Nx, says against an example of a `project.json` or an `nx.json`. */
async function faultOf(text: string): Promise<string | undefined> {
  const example = JSON.parse(text) as Example;
  const isOfNx = example.plugins !== undefined || example.targetDefaults !== undefined;
  const validate = isOfNx ? isNxJson : isProject;
  if (!validate(example)) return ajv.errorsText(validate.errors);
  try {
    if (example.bench !== undefined) return await faultOfBlock(text);
    for (const plugin of example.plugins ?? []) {
      if (typeof plugin === 'object' && plugin.plugin === '@wasi-bench/nx')
        parsePluginOptions(plugin.options);
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Reads it as the plugin reads a project of the workspace. @returns its fault */
async function faultOfBlock(text: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'docs-example-'));
  try {
    writeFileSync(join(folder, 'project.json'), text);
    const workspace = { workspaceRoot: folder, nxJsonConfiguration: {} };
    const [declared] = await readDeclarations(['project.json'], workspace);
    if (declared === undefined) return 'the plugin takes the "bench" key for that of another tool';
    return declared.kind === 'invalid' ? declared.fault.message : undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const examples = pages.flatMap((page) =>
  blocksOf(page, 'json').map((block) => [placeOf(page, block), block.value] as const),
);

test.each(examples)('the example at %s is accepted by Nx and by the plugin', async (_, text) => {
  expect(await faultOf(text)).toBeUndefined();
});

test('an example with a field that the plugin does not know is refused', async () => {
  expect(examples.length).toBeGreaterThan(2);
  expect(await faultOf('{ "name": "a", "bench": { "command": ["a"], "comand": [] } }')).toContain('comand');
  expect(
    await faultOf('{ "plugins": [{ "plugin": "@wasi-bench/nx", "options": { "target": "a" } }] }'),
  ).toContain('target');
  expect(await faultOf('{ "targets": [] }')).toContain('targets');
});
