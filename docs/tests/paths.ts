import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { notOurs, repositoryFiles } from './files.ts';
import { workspaceRoot } from './nx.ts';
import type { NxFacts } from './nx-facts.ts';

const topFolders = new Set(
  repositoryFiles.filter((file) => file.includes('/')).map((file) => file.split('/')[0]),
);
const sourceFile = /\.(ts|mts|mjs|json|jsonl|go|rs|toml|yaml|md|mod)$/;
const sources = repositoryFiles.filter(
  (file) => /\.(ts|mjs|rs|go|json)$/.test(file) && !/^(results|docs)\//.test(file),
);

/**
 * What is wrong with a text that looks like a path of this repository; undefined where nothing is, or where it is none.
 * `<server>`, `{fingerprint}` and `…` stand for anything, `{a,b}` for each of the two.
 */
export function faultOfPath(text: string, { projects }: NxFacts): string | undefined {
  if (!/^[\w.@<>{},…*/-]+$/.test(text) || !text.includes('/') || text.startsWith('/')) return undefined;
  const pattern = text.replace(/<[^>]*>|\{[^,{}]*\}|…/g, '*').replace(/^\.\/|\/$/g, '');
  const first = pattern.split('/')[0]!;
  if (first === 'dist')
    return isBuilt(pattern, projects) ? undefined : `${text}: nothing builds or writes it`;
  if (topFolders.has(first))
    return exists(pattern) || isWritten(pattern) ? undefined : `${text} does not exist`;
  if (sourceFile.test(pattern)) return exists(`**/${pattern}`) ? undefined : `${text}: no such file anywhere`;
  return undefined;
}

function exists(pattern: string): boolean {
  if (existsSync(join(workspaceRoot, pattern))) return true;
  return globSync(pattern, { cwd: workspaceRoot, dot: true, onlyFiles: false, ignore: notOurs }).length > 0;
}

/** A file whose name a program completes: the source names the part before. */
function isWritten(pattern: string): boolean {
  const [prefix = '', ...rest] = pattern.split('*');
  return rest.length > 0 && !prefix.endsWith('/') && sources.some((file) => names(file, prefix));
}

/** Below what a target declares as its output, or named as it stands in a source. */
function isBuilt(pattern: string, projects: NxFacts['projects']): boolean {
  const folder = dirname(`${pattern.split(/[*{]/)[0]}x`);
  const outputs = Object.entries(projects).flatMap(([name, { targets }]) =>
    Object.values(targets).flatMap((target) =>
      target.outputs.map(
        (output) => output.replace('{workspaceRoot}/', '').replaceAll('{projectName}', name).split('*')[0]!,
      ),
    ),
  );
  const inside = (output: string) => folder === output || folder.startsWith(`${output.replace(/\/$/, '')}/`);
  const above = (output: string) => output.startsWith(`${folder}/`);
  return (
    outputs.some((output) => inside(output) || above(output)) || sources.some((file) => names(file, folder))
  );
}

const texts = new Map<string, string>();

function names(file: string, text: string): boolean {
  const known = texts.get(file) ?? readFileSync(join(workspaceRoot, file), 'utf8');
  texts.set(file, known);
  return known.includes(text);
}
