/** CPU time used so far, and memory now, of a set of processes. */
export interface Usage {
  /** µs since the processes started; never goes down. */
  readonly cpuMicros: number;
  /** Sum of the resident set sizes; pages that processes share count in each. */
  readonly rssBytes: number;
}

export type Meter = () => Usage;
