import { foldersIn, makeCgroup } from './make.ts';
import { removeCgroup } from './remove.ts';

/** Why CPU and memory of a process cannot be limited by this user on this machine; undefined where they can. */
export function whyNoLimit(): string | undefined {
  const made = makeCgroup(`wasi-bench-try-${process.pid}`, ['cpu', 'memory']);
  if (made.state === 'none') return made.reason;
  removeCgroup(foldersIn(made.folders));
  return undefined;
}
