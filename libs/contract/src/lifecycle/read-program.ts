import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { Program } from './program.ts';

interface Declaration {
  bench?: { command?: string[] };
  targets?: { bench?: { configurations?: Record<string, { command?: string[] }> } };
}

/** The `bench` block's command of a project, from its `project.json`. */
export async function readProgram(workspaceRoot: string, projectRoot: string): Promise<Program> {
  const { file, bench } = await read(workspaceRoot, projectRoot);
  if (bench?.command === undefined) {
    throw new Error(`CONFORMANCE_NO_COMMAND: ${file} needs "bench": { "command": [program, …arguments] }`);
  }
  return { command: bench.command, cwd: workspaceRoot };
}

/** It, and those of the configurations of its `bench` target that have one of their own. */
export async function readPrograms(
  workspaceRoot: string,
  projectRoot: string,
): Promise<{ name: string; program: Program }[]> {
  const { targets } = await read(workspaceRoot, projectRoot);
  const configurations = Object.entries(targets?.bench?.configurations ?? {});
  return [
    { name: 'as it is', program: await readProgram(workspaceRoot, projectRoot) },
    ...configurations.flatMap(([name, { command }]) =>
      command === undefined ? [] : [{ name, program: { command, cwd: workspaceRoot } }],
    ),
  ];
}

async function read(workspaceRoot: string, projectRoot: string): Promise<Declaration & { file: string }> {
  const file = path.join(workspaceRoot, projectRoot, 'project.json');
  return { ...(JSON.parse(await readFile(file, 'utf8')) as Declaration), file };
}
