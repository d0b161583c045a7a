import { readdir, readFile } from 'node:fs/promises';

/**
 * Ends what an engine that is gone has left running of a container: the processes of its cgroup, and the shim beside
 * it, which serves this container alone. An engine that comes back finds the container ended, and the next run removes
 * it.
 */
export async function endOrphans(id: string): Promise<void> {
  if (id === '') return;
  const pids = (await readdir('/proc')).filter((name) => /^[1-9]\d*$/.test(name));
  for (const pid of pids) {
    const isInside = (await read(pid, 'cgroup')).includes(id);
    const isShim = (await read(pid, 'cmdline')).split('\0').includes(id);
    if (isInside || isShim) end(Number(pid));
  }
}

const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
