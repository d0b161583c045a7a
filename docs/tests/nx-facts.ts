import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import type { TestProject } from 'vitest/node';
import { nx } from './nx.ts';

/** What is asked of Nx once for all tests. */
export interface NxFacts {
  projects: Record<string, Project>;
  /** Options of Nx itself for running tasks, without dashes. */
  taskOptions: string[];
}

export interface Project {
  root: string;
  targets: Record<string, { executor: string; outputs: string[]; configurations: string[] }>;
}

declare module 'vitest' {
  interface ProvidedContext {
    nxFacts: NxFacts;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const [projects, helpTexts] = await Promise.all([
    readProjects(),
    Promise.all([nx(['run-many', '--help']), nx(['affected', '--help'])]),
  ]);
  const taskOptions = helpTexts.flatMap((help) =>
    [...help.matchAll(/(?<=\s)--?([A-Za-z][\w-]*)/g)].map(([, option]) => option!),
  );
  project.provide('nxFacts', { projects, taskOptions: [...new Set(taskOptions)] });
}

async function readProjects(): Promise<NxFacts['projects']> {
  const folder = await mkdtemp(join(tmpdir(), 'docs-graph-'));
  try {
    const file = join(folder, 'graph.json');
    const output = await nx(['graph', `--file=${file}`]);
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Error(`nx graph made no project graph:\n${output}`);
    });
    const { nodes } = (JSON.parse(text) as { graph: ProjectGraph }).graph;
    return Object.fromEntries(Object.entries(nodes).map(([name, { data }]) => [name, projectOf(data)]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function projectOf({ root, targets = {} }: ProjectGraph['nodes'][string]['data']): Project {
  return {
    root,
    targets: Object.fromEntries(
      Object.entries(targets).map(([name, target]) => [
        name,
        {
          executor: target.executor ?? '',
          outputs: target.outputs ?? [],
          configurations: Object.keys(target.configurations ?? {}),
        },
      ]),
    ),
  };
}
