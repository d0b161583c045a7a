import { BenchError } from '../../errors/bench-error.ts';
import { type Cgroup, type CgroupFolders, cgroupAt } from '../../system/cgroup/cgroup.ts';
import { enterCgroup, foldersIn, makeCgroup } from '../../system/cgroup/make.ts';
import type { LaunchSpec } from '../launcher.ts';

/** A cgroup of the server's own. */
export interface ServerCgroup extends Cgroup {
  readonly folders: CgroupFolders;
}

/** Why none could be made, where none is needed. */
export interface NoCgroup {
  readonly reason: string;
}

/** @throws CGROUP_UNAVAILABLE where the option `account` asks for one and none can be made */
export function makeServerCgroup({ server, options }: LaunchSpec, name: string): ServerCgroup | NoCgroup {
  if (options.account === 'process') return { reason: 'option "account" is "process"' };
  const made = makeCgroup(`wasi-bench-${name}`);
  if (made.state === 'made') return { ...cgroupAt(made.folders), folders: made.folders };
  if (options.account === 'cgroup') throw unavailable(server, made.reason);
  return { reason: made.reason };
}

/** Puts the process that becomes the server into it. @throws CGROUP_UNAVAILABLE */
export function enterServerCgroup(server: string, { folders }: ServerCgroup, pid: number): void {
  try {
    enterCgroup(folders, pid);
  } catch (error) {
    throw unavailable(server, `${foldersIn(folders).join(', ')}: ${(error as Error).message}`);
  }
}

function unavailable(server: string, reason: string): BenchError {
  return new BenchError(
    'CGROUP_UNAVAILABLE',
    `${server}: expected to make a cgroup for the server, found that none can be made here: ${reason}`,
    'Run the bench as root, or by: systemd-run --user --scope -p Delegate=yes npx nx …; or count without one by --account=process.',
  );
}
