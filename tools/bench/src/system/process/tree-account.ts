/** What the kernel says of one living process at one look, µs. */
export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number | undefined;
  readonly startTime: string;
  /** Of all its threads, ended ones included: exact in the kernel, but shown in whole ticks. */
  readonly ownMicros: number;
  /** Of ended children that it has waited for. */
  readonly childrenMicros: number;
  /** Of the threads that live, exact. */
  readonly threadsMicros: number;
}

export interface TreeAccount {
  /** @returns the CPU time of the tree so far, µs; never goes down */
  readonly add: (look: readonly ProcessTimes[]) => number;
  /** Processes of which a child has ended. */
  readonly parentsOfEnded: () => ReadonlySet<number>;
}

/** utime and stime, and cutime and cstime, are each cut to a tick of 10 ms. */
const TICKS_ERROR_MICROS = 20_000;

interface Known {
  times: ProcessTimes;
  endedThreadsMicros: number;
  totalMicros: number;
}

/**
 * Adds up the CPU time of a tree of processes whose threads and processes come and go, from looks at those that live.
 *
 * Threads: the kernel forgets the exact time of a thread when it ends, but keeps it in its process's counters. What ended
 * threads used is therefore the counters less the living threads. As counters are cut to ticks, the difference is never
 * too large, and its greatest value so far is the nearest.
 * Processes: an ended child moves into its parent's counter of children once that has waited for it. What no parent took
 * up, as it ignores SIGCHLD or is gone itself, is kept as it was at the last look.
 */
export function treeAccount(): TreeAccount {
  const known = new Map<number, Known>();
  const parentsOfEnded = new Set<number>();
  let lostMicros = 0;
  let most = 0;

  return {
    parentsOfEnded: () => parentsOfEnded,
    add: (look) => {
      const alive = new Map(look.map((times) => [times.pid, times]));
      const isAlive = ({ times }: Known) => alive.get(times.pid)?.startTime === times.startTime;
      const ended = [...known.values()].filter((each) => !isAlive(each));
      lostMicros += notTakenUp(ended, known, alive);
      for (const { times } of ended) {
        if (times.parent !== undefined) parentsOfEnded.add(times.parent);
        known.delete(times.pid);
      }
      let total = lostMicros;
      for (const times of look) {
        const { ownMicros, threadsMicros, childrenMicros } = times;
        const before = known.get(times.pid)?.endedThreadsMicros ?? 0;
        const endedThreadsMicros = Math.max(before, ownMicros - threadsMicros);
        const totalMicros = threadsMicros + endedThreadsMicros + childrenMicros;
        known.set(times.pid, { times, endedThreadsMicros, totalMicros });
        total += totalMicros;
      }
      most = Math.max(most, total);
      return most;
    },
  };
}

/** What processes that have ended had used, as far as the counters of their living ancestors did not grow by it. */
function notTakenUp(
  ended: readonly Known[],
  known: ReadonlyMap<number, Known>,
  alive: ReadonlyMap<number, ProcessTimes>,
): number {
  const byHeir = new Map<number | undefined, number>();
  for (const each of ended) {
    let heir = each.times.parent;
    while (heir !== undefined && !alive.has(heir)) heir = known.get(heir)?.times.parent;
    byHeir.set(heir, (byHeir.get(heir) ?? 0) + each.totalMicros);
  }
  let lost = 0;
  for (const [heir, usedMicros] of byHeir) {
    const now = heir === undefined ? 0 : (alive.get(heir)?.childrenMicros ?? 0);
    const before = heir === undefined ? 0 : (known.get(heir)?.times.childrenMicros ?? 0);
    const missing = usedMicros - (now - before);
    if (missing > TICKS_ERROR_MICROS) lost += missing;
  }
  return lost;
}
