import type { CreateNodesContextV2 } from '@nx/devkit';
import { z } from 'zod';
import { BenchError, toFailure } from '../errors/bench-error.ts';
import type { Failure } from '../schema/failure.ts';
import { serverBlockSchema, suiteBlockSchema } from '../schema/options.ts';
import { isOurs } from './is-ours.ts';
import { misspeltKeys, type NearMiss, nearMisses, spellings } from './near-misses.ts';
import { isPackageJson, type Manifest, manifestBeside, readManifests } from './project-manifests.ts';

interface Place {
  readonly file: string;
  readonly root: string;
  /** As Nx will most likely call the project: for texts alone, since another plugin may name it otherwise. */
  readonly name: string;
}

/** A project that declares a server, the one project that is the suite, or one that says either wrongly. */
export type Declared = Place &
  (
    | {
        readonly kind: 'server';
        readonly options: { readonly workloads?: object; readonly scenarioFolder?: string };
      }
    | { readonly kind: 'suite'; readonly reference?: string | undefined }
    | { readonly kind: 'invalid'; readonly of: 'server' | 'suite' | 'unsure'; readonly fault: Failure }
  );

/** The `bench` block of each manifest that has one of ours. Never throws: what is wrong is the fault of its project alone. */
export async function readDeclarations(
  files: readonly string[],
  workspace: Pick<CreateNodesContextV2, 'workspaceRoot' | 'nxJsonConfiguration'>,
): Promise<Declared[]> {
  const manifests = await readManifests(files, workspace);
  const declared = manifests.flatMap((manifest) => {
    const declaration = foundIn(manifest);
    if (declaration === undefined) return [];
    const { file, root } = manifest;
    return [{ file, root, name: likelyName(manifest, workspace.workspaceRoot), ...declaration }];
  });
  return oneSuite(oneForEachProject(declared));
}

function foundIn(manifest: Manifest): Declaration | undefined {
  try {
    return isOurs(manifest.bench) ? declarationOf(manifest) : misspelt(manifest);
  } catch (thrown) {
    return { kind: 'invalid', of: 'unsure', fault: toFailure(thrown) };
  }
}

/** A block that is likely ours, and has no option that says so: only its own target tells, if the project has no other. */
function misspelt({ file, bench }: Manifest): Declaration | undefined {
  const misses = nearMisses(bench);
  if (misses.length === 0) return undefined;
  return invalid(
    'unsure',
    `the "bench" block in ${file}: expected options of this plugin, found ${spellings(misses)}`,
    'Spell them so; all fields: docs/reference. If the block is of another tool, set "targetName" of the plugin in nx.json to another name.',
  );
}

type Declaration = DistributiveOmit<Declared, keyof Place>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function declarationOf({ file, bench: found }: Manifest): Declaration {
  const bench = found as object;
  const kind = 'suite' in bench ? 'suite' : 'server';
  const parsed = (kind === 'suite' ? suiteBlockSchema : serverBlockSchema).safeParse(bench);
  if (!parsed.success) {
    const misses = misspeltKeys(bench);
    return invalid(
      kind,
      `the "bench" block in ${file}: ${z.prettifyError(parsed.error)}`,
      fixOf(misses, parsed.error.issues),
    );
  }
  if (kind === 'suite')
    return { kind, ...('reference' in parsed.data && { reference: parsed.data.reference }) };
  const misplaced = misplacedToken(bench);
  if (misplaced === undefined) return { kind, options: bench };
  return invalid(
    kind,
    `the "bench" block in ${file}: "${misplaced}" is refused by Nx, which takes this token at the beginning of a value alone`,
    'Leave it out: every path of the block is from the workspace root.',
  );
}

/** What helps depends on what is wrong: a key, what declares a server, or another value. */
function fixOf(misses: readonly NearMiss[], issues: readonly z.core.$ZodIssue[]): string {
  if (misses.length > 0) return `Is it misspelt, ${spellings(misses)}? All fields: docs/reference.`;
  const isAboutWhatDeclares = issues.some(({ code, path: [key] }) =>
    key === undefined ? code !== 'unrecognized_keys' : ['command', 'image', 'suite'].includes(String(key)),
  );
  return isAboutWhatDeclares
    ? 'A server is declared by "command": ["program", "argument"] or by "image"; the suite by "suite": true. All fields: docs/reference.'
    : 'Change what the message names. All fields and their values: docs/reference, and schemas/project.schema.json of the package, by which an editor completes them.';
}

/** A text in the block that Nx would refuse the whole workspace for. */
function misplacedToken(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value.replace(/^\{workspaceRoot\}\/?/, '').includes('{workspaceRoot}') ? value : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map(misplacedToken)
    .find((found) => found !== undefined);
}

function invalid(of: 'server' | 'suite' | 'unsure', message: string, fix: string): Declaration {
  return { kind: 'invalid', of, fault: toFailure(new BenchError('DECLARATION_INVALID', message, fix)) };
}

/** What the block declares, rightly or wrongly. */
export const whatOf = (project: Declared) => (project.kind === 'invalid' ? project.of : project.kind);

/** A project.json and the package.json beside it are one project. */
function oneForEachProject(declared: readonly Declared[]): Declared[] {
  return declared.flatMap((project, index) => {
    const { root } = project;
    const same = declared.filter((other) => other.root === root);
    if (same.length === 1) return project;
    if (declared.findIndex((other) => other.root === root) < index) return [];
    const files = [...new Set(same.map(({ file }) => file))];
    const found = files.length < same.length ? 'one at its top and one under "nx" of' : 'one in each of';
    const message = `expected one "bench" block in ${root}, found ${found} ${files.join(' and ')}`;
    return { ...place(project), ...invalid(whatOf(project), message, 'Keep one of them.') };
  });
}

function oneSuite(declared: readonly Declared[]): Declared[] {
  const suites = declared.filter(({ kind }) => kind === 'suite');
  if (suites.length < 2) return [...declared];
  const files = suites.map(({ file }) => file).join(', ');
  const fault = invalid(
    'suite',
    `expected one project with "bench": {"suite": true}, found ${files}`,
    'Keep it in one of them.',
  );
  return declared.map((project) => (project.kind === 'suite' ? { ...place(project), ...fault } : project));
}

const place = ({ file, root, name }: Declared): Place => ({ file, root, name });

const manifestNames = z.object({
  name: z.string().min(1).optional().catch(undefined),
  nx: z
    .object({ name: z.string().min(1).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** Nx's own order: project.json, then `nx.name` of package.json, its name, and the folder's. */
function likelyName(manifest: Manifest, workspaceRoot: string): string {
  const beside = manifestBeside(manifest, workspaceRoot);
  const [project, pkg] = isPackageJson(manifest.file) ? [beside, manifest.json] : [manifest.json, beside];
  const { name: own } = manifestNames.parse(project);
  const { name, nx } = manifestNames.parse(pkg);
  return own ?? nx?.name ?? name ?? manifest.root.split('/').at(-1)!.toLowerCase();
}
