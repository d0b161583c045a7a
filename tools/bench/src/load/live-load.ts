import { executionStatus, liveDropped, liveRequests, liveStatus } from './k6-api.ts';

/** What a load tells of itself while it runs. */
export interface LiveLoad {
  /** Counted so far; undefined where nobody answers in time, or none was counted. */
  readonly requests: () => Promise<number | undefined>;
  /** Iterations that were dropped so far. */
  readonly dropped: () => Promise<number>;
  /** The phase, as `executionStatus` numbers them; undefined where nobody answers in time. */
  readonly status: () => Promise<number | undefined>;
}

/** Of a k6 whose REST API is at this address. */
export function liveK6(apiAddress: string): LiveLoad {
  return {
    requests: () => liveRequests(apiAddress),
    dropped: () => liveDropped(apiAddress),
    status: () => liveStatus(apiAddress),
  };
}

/** Of several runners of one load: it is in the phase of the last of them. */
export function liveTogether(runners: readonly LiveLoad[]): LiveLoad {
  const counted = runners.map(() => false);
  const ended = runners.map(() => false);
  return {
    requests: async () => {
      const counts = await Promise.all(runners.map((runner) => runner.requests()));
      // One that has told a count before, and does not now, would be missing in the sum.
      const isMissing = counts.some((count, index) => count === undefined && counted[index]);
      for (const [index, count] of counts.entries()) if (count !== undefined) counted[index] = true;
      if (isMissing || counts.every((count) => count === undefined)) return undefined;
      return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    },
    dropped: async () => {
      const dropped = await Promise.all(runners.map((runner) => runner.dropped()));
      return dropped.reduce((sum, count) => sum + count, 0);
    },
    status: async () => {
      const statuses = await Promise.all(runners.map((runner) => runner.status()));
      const known = statuses.map((status, index) => {
        if (status !== undefined && status >= executionStatus.teardown) ended[index] = true;
        return status ?? (ended[index] ? executionStatus.teardown : undefined);
      });
      return known.includes(undefined) ? undefined : Math.min(...(known as number[]));
    },
  };
}
