import type { ComparedFigureName } from '../schema/compared-figure.ts';
import type { RankedFigure } from '../schema/finding.ts';
import type { MeasuredRound } from '../schema/round.ts';

/** A figure that servers can be compared by, round by round. */
export interface ComparedFigure {
  /** NaN where the round has no such figure. */
  read: (round: MeasuredRound) => number;
  better: 'lower' | 'higher';
  /** What a finding has to invalidate for the figure to mean nothing. */
  rankedAs: RankedFigure;
  /** "Go ‹verb› 1.9 times the ‹noun› of Node". */
  verb: string;
  noun: string;
}

export const comparedFigures: Record<ComparedFigureName, ComparedFigure> = {
  cpuMicrosPerRequest: {
    read: (round) => round.server.cpuMicrosPerRequest,
    better: 'lower',
    rankedAs: 'cpuMicrosPerRequest',
    verb: 'uses',
    noun: 'CPU per request',
  },
  requestsPerSecond: {
    read: (round) => round.load.requestsPerSecond,
    better: 'higher',
    rankedAs: 'requestsPerSecond',
    verb: 'answers',
    noun: 'requests per second',
  },
  latencyP50Ms: latency('p50'),
  latencyP95Ms: latency('p95'),
  latencyP99Ms: latency('p99'),
  rssPeakBytes: {
    read: (round) => round.server.rssPeakBytes,
    better: 'lower',
    rankedAs: 'rssPeakBytes',
    verb: 'uses',
    noun: 'peak memory',
  },
  capacityRequestsPerSecond: {
    read: ({ capacity }) =>
      capacity?.outcome.state === 'found' ? capacity.outcome.requestsPerSecond : Number.NaN,
    better: 'higher',
    rankedAs: 'capacity',
    verb: 'has',
    noun: 'capacity',
  },
};

function latency(percentile: 'p50' | 'p95' | 'p99'): ComparedFigure {
  return {
    read: (round) => round.load.latencyMs[percentile],
    better: 'lower',
    rankedAs: 'latencyMs',
    verb: 'has',
    noun: `${percentile} latency`,
  };
}
