import { statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { z } from 'zod';
import { dependencySchema } from '../schema/dependency.ts';
import { bodyFilesOf, workloadsSchema } from '../schema/workload.ts';

const declared = z.object({
  dependencies: z.array(dependencySchema).catch([]),
  workloads: workloadsSchema.catch({}),
});

/**
 * Files of the workspace that a server's options name beside its own program: those that its dependencies are started, asked and
 * reset with, and the bodies of its workloads. From the workspace root, sorted. A program that is looked up on PATH is none, nor what is not built yet.
 */
export function declaredFiles(options: object, workspaceRoot: string): string[] {
  const { dependencies = [], workloads = {} } = declared.safeParse(options).data ?? {};
  const words = dependencies.flatMap(({ command = [], ready, reset }) => [
    ...command,
    ...(typeof ready === 'object' && 'command' in ready ? ready.command : []),
    ...(typeof reset === 'object' ? reset.command : []),
  ]);
  const files = [...words, ...Object.values(workloads).flatMap(bodyFilesOf)]
    .map((word) => normalize(word))
    .filter((path) => isFileOf(path, workspaceRoot));
  return [...new Set(files)].sort();
}

function isFileOf(path: string, workspaceRoot: string): boolean {
  if (/^(\/|\.\.)/.test(path)) return false;
  try {
    return statSync(join(workspaceRoot, path)).isFile();
  } catch {
    return false;
  }
}
