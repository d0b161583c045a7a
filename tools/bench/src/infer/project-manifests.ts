import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type CreateNodesContextV2, parseJson } from '@nx/devkit';
import { packageJsonRule } from './package-json-rule.ts';

/** A project.json or package.json that Nx takes as a project's. */
export interface Manifest {
  /** From the workspace root, with forward slashes. */
  readonly file: string;
  /** The project's folder, from the workspace root; `.` for the workspace itself. */
  readonly root: string;
  readonly json: Record<string, unknown>;
  /** Of its key `bench`, or of that in the `nx` of a package.json, where all else stands that is for Nx. */
  readonly bench: unknown;
}

type Workspace = Pick<CreateNodesContextV2, 'workspaceRoot' | 'nxJsonConfiguration'>;

/**
 * The manifests that have a key `bench`, once for each, read as Nx reads them (comments and trailing commas included). One that cannot be
 * read is left to Nx, which says so where it is a project's.
 */
export async function readManifests(
  files: readonly string[],
  { workspaceRoot, nxJsonConfiguration }: Workspace,
): Promise<Manifest[]> {
  const candidates = files.flatMap((file) => read(file, workspaceRoot));
  if (!candidates.some(({ file }) => isPackageJson(file))) return candidates;
  const isProject = await packageJsonRule(files, workspaceRoot, nxJsonConfiguration);
  return candidates.filter(({ file }) => !isPackageJson(file) || isProject(file));
}

/** The other manifest of the same folder, if it has one that can be read. */
export function manifestBeside({ file }: Manifest, workspaceRoot: string): Record<string, unknown> {
  const other = join(dirname(file), isPackageJson(file) ? 'project.json' : 'package.json');
  try {
    return objectIn(readFileSync(join(workspaceRoot, other), 'utf8')) ?? {};
  } catch {
    return {};
  }
}

export const isPackageJson = (file: string): boolean => basename(file) === 'package.json';

function read(file: string, workspaceRoot: string): Manifest[] {
  const path = join(workspaceRoot, file);
  if (!existsSync(path)) return [];
  try {
    const text = readFileSync(path, 'utf8');
    if (!text.includes('"bench"')) return [];
    const json = objectIn(text) ?? {};
    return [json.bench, isPackageJson(file) && Object(json.nx).bench].flatMap((bench) =>
      bench === undefined || bench === false ? [] : [{ file, root: rootOf(file, json), json, bench }],
    );
  } catch {
    return [];
  }
}

/** A project.json may name another folder; Nx follows it. */
function rootOf(file: string, { root }: Record<string, unknown>): string {
  if (isPackageJson(file) || typeof root !== 'string') return dirname(file);
  return root === '' ? '.' : root;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  const json: unknown = parseJson(text);
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : undefined;
}
