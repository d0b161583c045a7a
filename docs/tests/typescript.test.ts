import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { workspaceRoot } from './nx.ts';
import { blocksOf, pages, placeOf } from './pages.ts';

const { compilerOptions } = JSON.parse(readFileSync(join(workspaceRoot, 'tsconfig.base.json'), 'utf8'));

/** The examples import the same files. */
const parsed = new Map<string, ts.SourceFile>();

/** What the compiler says against TypeScript that a page shows, as a file of this folder. */
function faultsOf(text: string): string[] {
  const isScenario = /from 'k6/.test(text);
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...compilerOptions,
      types: [isScenario ? 'k6' : 'node'],
      ...(isScenario && { module: 'esnext', moduleResolution: 'bundler' }),
    },
    workspaceRoot,
  );
  const file = join(import.meta.dirname, 'example.mts');
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, ...rest) => {
    if (name === file) return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
    const source = parsed.get(name) ?? getSourceFile(name, ...rest);
    if (source) parsed.set(name, source);
    return source;
  };
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const examples = pages.flatMap((page) =>
  blocksOf(page, 'ts').map((block) => [placeOf(page, block), block.value] as const),
);

test.each(examples)('the TypeScript at %s compiles', (_, text) => {
  expect(faultsOf(text)).toEqual([]);
});

test('TypeScript that does not compile is found', () => {
  expect(examples.length).toBeGreaterThan(0);
  expect(faultsOf("export const a: number = 'b';")).toEqual([
    "Type 'string' is not assignable to type 'number'.",
  ]);
});
