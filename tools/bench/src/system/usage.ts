/** CPU time used so far, and memory now, of a set of processes. */
export interface Usage {
  /** µs since the processes started; never goes down. */
  readonly cpuMicros: number;
  /** Sum of the resident set sizes; pages that processes share count in each. */
  readonly rssBytes: number;
}

export type Meter = () => Usage;

/** Of a process and its descendants. */
export interface ProcessMeter {
  readonly usage: Meter;
  /** Pids of which a child has ended, as far as that was seen. */
  readonly parentsOfEnded: () => ReadonlySet<number>;
}
