import { readdir, readFile } from 'node:fs/promises';

import { execa } from 'execa';

/** Process ids of a process's children and theirs. */
export async function descendants(pid: number): Promise<number[]> {
  const processes = process.platform === 'linux' ? await fromProc() : await fromPs();
  const below = (parent: number): number[] =>
    processes.flatMap(([child, itsParent]) => (itsParent === parent ? [child, ...below(child)] : []));
  return below(pid);
}

type ProcessAndParent = readonly [pid: number, parent: number];

/** Fields 1 and 4 of /proc/<pid>/stat (proc_pid_stat(5)); small images have no ps. */
async function fromProc(): Promise<ProcessAndParent[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return stats.flatMap((stat): ProcessAndParent[] => {
    // Field 2, the name, is in parentheses and may hold anything.
    const [, pid, parent] = /^(\d+) \([\s\S]*\) \S (\d+) /.exec(stat) ?? [];
    return pid === undefined ? [] : [[Number(pid), Number(parent)]];
  });
}

async function fromPs(): Promise<ProcessAndParent[]> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout.split('\n').map((line): ProcessAndParent => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return [pid ?? 0, parent ?? 0];
  });
}
