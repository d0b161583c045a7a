import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { Program } from './program.ts';

/** The `bench` block's command of a project, from its `project.json`. */
export async function readProgram(workspaceRoot: string, projectRoot: string): Promise<Program> {
  const file = path.join(workspaceRoot, projectRoot, 'project.json');
  const { bench } = JSON.parse(await readFile(file, 'utf8')) as { bench?: { command?: string[] } };
  if (bench?.command === undefined) {
    throw new Error(`CONFORMANCE_NO_COMMAND: ${file} needs "bench": { "command": [program, …arguments] }`);
  }
  return { command: bench.command, cwd: workspaceRoot };
}
