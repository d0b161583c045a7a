import { getProjects, type Tree } from '@nx/devkit';
import { BenchError } from '../errors/bench-error.ts';

/** The folder of a project to make, without slashes around it, and its name. */
export interface NewProject {
  readonly folder: string;
  readonly name: string;
}

/** @throws GENERATOR_INPUT_INVALID, PROJECT_EXISTS: nothing of a workspace is ever overwritten */
export function newProject(tree: Tree, given: { folder: string; name?: string | undefined }): NewProject {
  const folder = given.folder.replace(/^[./]+|\/+$/g, '');
  const name = given.name ?? folder.split('/').at(-1) ?? '';
  if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(folder) || !/^[a-z][a-z0-9_-]*$/i.test(name)) {
    throw new BenchError(
      'GENERATOR_INPUT_INVALID',
      `expected a folder such as apps/hello and a name of letters, digits, "-" and "_", found folder "${given.folder}" and name "${name}"`,
      'Give another folder, or the option "name".',
    );
  }
  const taken = getProjects(tree).get(name);
  if (taken !== undefined || tree.exists(`${folder}/project.json`)) {
    throw new BenchError(
      'PROJECT_EXISTS',
      `expected a folder and a name that are free, found the project "${name}" in ${taken?.root ?? folder}`,
      'Give another folder or "name", or remove that project.',
    );
  }
  return { folder, name };
}

/** Writes the project.json of a new project: a list of words stays on one line. */
export function writeDeclaration(tree: Tree, { folder, name }: NewProject, declaration: object): void {
  const $schema = `${toRoot(folder)}node_modules/@wasi-bench/nx/schemas/project.schema.json`;
  const text = JSON.stringify({ $schema, name, ...declaration }, undefined, 2);
  const compact = text.replace(
    /\[\n\s+("[^[\]{}]*?")\n\s+\]/g,
    (_, words: string) => `[${words.replace(/,\n\s+/g, ', ')}]`,
  );
  tree.write(`${folder}/project.json`, `${compact}\n`);
}

/** `../../` from `apps/hello`. */
export const toRoot = (folder: string) => '../'.repeat(folder.split('/').length);
