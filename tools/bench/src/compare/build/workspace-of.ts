import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { BenchError } from '../../errors/bench-error.ts';
import { benchTargetOf } from '../../schema/bench-target.ts';
import { runInGroup } from './run-in-group.ts';

const targetSchema = z.object({
  executor: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  configurations: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  outputs: z.array(z.string()).optional(),
});

const projectSchema = z.object({
  root: z.string(),
  targets: z.record(z.string(), targetSchema).default({}),
});

const graphSchema = z.object({
  graph: z.object({
    nodes: z.record(z.string(), z.object({ data: projectSchema })),
    dependencies: z.record(z.string(), z.array(z.object({ target: z.string() }))),
  }),
});

export type ProjectAt = z.infer<typeof projectSchema>;

/** The projects of one revision, as the Nx of that revision sees them. */
export interface RevisionWorkspace {
  readonly root: string;
  readonly projects: Readonly<Record<string, ProjectAt>>;
  /** Projects that a project depends on, itself among them; those alone that are in the workspace. */
  readonly dependenciesOf: (project: string) => string[];
}

/** The `nx` of a checkout, which its packages bring. */
export const nxIn = (root: string): string => join(root, 'node_modules', '.bin', 'nx');

/** @throws REVISION_WITHOUT_NX, GRAPH_FAILED */
export async function workspaceOf(
  root: string,
  which: 'base' | 'head',
  signal: AbortSignal,
): Promise<RevisionWorkspace> {
  if (!existsSync(join(root, 'nx.json')) || !existsSync(nxIn(root))) {
    throw new BenchError(
      'REVISION_WITHOUT_NX',
      `expected an Nx workspace in ${which}, found ${existsSync(join(root, 'nx.json')) ? 'no node_modules/.bin/nx' : 'no nx.json'}`,
      'Name a revision that has Nx and the plugin: the change that brings them has nothing to be compared with.',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'wasi-bench-graph-'));
  const file = join(folder, 'graph.json');
  try {
    const ran = await runInGroup([nxIn(root), 'graph', `--file=${file}`], { cwd: root, signal });
    const read = ran.ok ? graphSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))) : undefined;
    if (!read?.success) {
      throw new BenchError(
        'GRAPH_FAILED',
        `expected Nx to read the projects of ${which}, found:\n${read?.error ? z.prettifyError(read.error) : ran.tail}`,
        'Try `npx nx graph` in a checkout of that revision.',
      );
    }
    const { nodes, dependencies } = read.data.graph;
    const projects = Object.fromEntries(Object.entries(nodes).map(([name, { data }]) => [name, data]));
    return { root, projects, dependenciesOf: (project) => closure(project, projects, dependencies) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function closure(
  project: string,
  projects: Readonly<Record<string, unknown>>,
  dependencies: Readonly<Record<string, readonly { target: string }[]>>,
): string[] {
  const found = new Set([project]);
  for (const name of found) {
    for (const { target } of dependencies[name] ?? []) if (target in projects) found.add(target);
  }
  return [...found];
}

/** Projects that declare a server, by name. */
export function serversIn({ projects }: RevisionWorkspace): string[] {
  return Object.keys(projects)
    .filter((name) => benchTargetOf(projects[name]!.targets) !== undefined)
    .sort();
}

type Options = Record<string, unknown>;

/** The options that a project's bench has. */
export const benchOptionsOf = (project: ProjectAt): Options => benchTargetOf(project.targets)?.options ?? {};

/** What its configurations put over them, by name. */
export const benchConfigurationsOf = (project: ProjectAt): Record<string, Options> =>
  benchTargetOf(project.targets)?.configurations ?? {};
