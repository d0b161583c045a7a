import { existsSync } from 'node:fs';
import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cgroupFolderOf } from '../../bench/src/system/cgroup/mounts.ts';

const periodMicros = 100_000;
const prefix = 'bench-validation-';

export interface QuotaCgroup {
  /** Put before a command, it starts in the cgroup. */
  words: string[];
  remove: () => Promise<void>;
}

/**
 * A cgroup below our own with a CPU quota, made as cgroups(7) and Documentation/scheduler/sched-bwc.rst say, v1 or v2; why not,
 * where this user or this system may not.
 */
export async function quotaCgroup(quotaMicros: number): Promise<QuotaCgroup | { reason: string }> {
  const legacy = cgroupFolderOf(process.pid, 'cpu');
  const parent = legacy ?? cgroupFolderOf(process.pid, undefined);
  if (parent === undefined || !existsSync(parent))
    return { reason: 'there is no cgroup here to put a quota on' };
  await removeLeftovers(parent);
  const folder = join(parent, `${prefix}${process.pid}`);
  const remove = async () => {
    // A cgroup is gone only when the kernel has reaped its last process.
    for (let tries = 0; tries < 50; tries += 1) {
      const gone = await rmdir(folder).then(
        () => true,
        (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
      );
      if (gone) return;
      await sleep(20);
    }
  };
  try {
    await mkdir(folder, { recursive: true });
    if (legacy) {
      await writeFile(join(folder, 'cpu.cfs_period_us'), String(periodMicros));
      await writeFile(join(folder, 'cpu.cfs_quota_us'), String(quotaMicros));
    } else {
      await writeFile(join(folder, 'cpu.max'), `${quotaMicros} ${periodMicros}`);
    }
  } catch (error) {
    await remove();
    return { reason: `no CPU quota can be set here: ${(error as Error).message}` };
  }
  const enter = 'echo $$ > "$0"/cgroup.procs && exec "$@"';
  return { words: ['sh', '-c', enter, folder], remove };
}

/** Of validations that were killed. What still holds a process is not removed by the kernel. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
    if (pid !== undefined && !existsSync(join('/proc', pid))) await rmdir(join(parent, name)).catch(() => {});
  }
}
