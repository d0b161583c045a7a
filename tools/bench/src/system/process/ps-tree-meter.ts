import { execaSync } from 'execa';
import type { ProcessMeter } from '../usage.ts';

/**
 * Reads the tree by ps(1) of BSD, for systems without /proc. CPU in steps of 10 ms: `time` holds threads that have ended,
 * and by `-S` children that were waited for.
 */
export function psTreeMeter(root: number): ProcessMeter {
  let mostMicros = 0;
  return {
    usage: () => {
      const { stdout } = execaSync('ps', ['-A', '-S', '-o', 'pid=,ppid=,rss=,time=']);
      const members = treeOf(root, stdout.split('\n').map(parseRow));
      const cpuMicros = members.reduce((sum, row) => sum + row.cpuMicros, 0);
      mostMicros = Math.max(mostMicros, cpuMicros);
      return { cpuMicros: mostMicros, rssBytes: members.reduce((sum, row) => sum + row.rssBytes, 0) };
    },
    parentsOfEnded: () => new Set(),
  };
}

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly rssBytes: number;
  readonly cpuMicros: number;
}

export function treeOf(root: number, rows: readonly Row[]): Row[] {
  const tree = new Set([root]);
  let before = 0;
  while (before !== tree.size) {
    before = tree.size;
    for (const row of rows) if (tree.has(row.parent)) tree.add(row.pid);
  }
  return rows.filter((row) => tree.has(row.pid));
}

export function parseRow(line: string): Row {
  const [pid, parent, rssKibibytes, time] = line.trim().split(/\s+/);
  return {
    pid: Number(pid),
    parent: Number(parent),
    rssBytes: Number(rssKibibytes) * 1024,
    cpuMicros: timeMicros(time ?? '0'),
  };
}

/** `[[dd-]hh:]mm:ss[.ff]` in µs. */
function timeMicros(time: string): number {
  const [clock, days] = time.split('-').reverse();
  const seconds = clock!.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((seconds + Number(days ?? 0) * 86_400) * 1e6);
}
