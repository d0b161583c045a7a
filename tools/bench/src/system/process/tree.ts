import { listProc, readProc, statOf } from './proc.ts';

export interface TreeMember {
  readonly pid: number;
  /** Undefined for the root. */
  readonly parent?: number;
}

/** The pid and, as long as it lives, all its descendants. */
export function treeOf(root: number): TreeMember[] {
  const found: TreeMember[] = [{ pid: root }];
  for (const { pid } of found) {
    found.push(...childrenOf(pid).map((child) => ({ pid: child, parent: pid })));
  }
  return found;
}

/** /proc/<pid>/task/<tid>/children (proc_pid_task(5)). */
export function childrenOf(pid: number): number[] {
  return listProc(pid, 'task').flatMap((thread) => {
    const children = readProc(pid, `task/${thread}/children`)?.trim();
    return children ? children.split(' ').map(Number) : [];
  });
}

/** Parent, its parent and so on, as far as this /proc shows them. */
export function ancestorsOf(pid: number): number[] {
  const parent = statOf(pid)?.parent;
  return parent ? [parent, ...ancestorsOf(parent)] : [];
}
