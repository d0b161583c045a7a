import { listProc, readProc } from './proc.ts';

export interface TreeMember {
  readonly pid: number;
  /** Undefined for the root. */
  readonly parent?: number;
}

/** The pid and, as long as it lives, all its descendants: /proc/<pid>/task/<tid>/children (proc_pid_task(5)). */
export function treeOf(root: number): TreeMember[] {
  const found: TreeMember[] = [{ pid: root }];
  for (const { pid } of found) {
    for (const thread of listProc(pid, 'task')) {
      const children = readProc(pid, `task/${thread}/children`)?.trim();
      if (!children) continue;
      found.push(...children.split(' ').map((child) => ({ pid: Number(child), parent: pid })));
    }
  }
  return found;
}
