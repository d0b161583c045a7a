import { z } from 'zod';

/** The closed list of findings. A finding explains a figure, or says that it means nothing. */
export const findingCodes = [
  'generator-saturated',
  'server-saturated',
  'dependency-saturated',
  'dependency-failed',
  'vu-bound',
  'delayed-ack-stall',
  'cpu-throttled',
  'noisy-host',
  'dropped-iterations',
  'error-responses',
  'script-exceptions',
  'memory-growth',
  'heavy-logging',
  'warm-up-too-short',
  'unstable-rounds',
] as const;

/** The figures of a row that a finding can make meaningless, in words; `latencyMs` is every statistic of it. */
export const rankedFigureNames = {
  requestsPerSecond: 'requests per second',
  latencyMs: 'latency',
  cpuMicrosPerRequest: 'CPU per request',
  rssPeakBytes: 'peak RAM',
  capacity: 'capacity',
} as const;

export type RankedFigure = keyof typeof rankedFigureNames;

export const rankedFigures = Object.keys(rankedFigureNames) as RankedFigure[];

export const findingSchema = z.object({
  code: z.enum(findingCodes),
  /** One sentence with the numbers in it. */
  summary: z.string().min(1),
  /** The numbers that led to it, each with its unit in its name. */
  evidence: z.record(z.string(), z.number()),
  /** What to do about it, in the options in use. */
  remedy: z.string().min(1),
  /** The figures that say nothing about the server while the finding holds; they leave the ranking. */
  invalidates: z.array(z.enum(rankedFigures)),
});

export type FindingCode = (typeof findingCodes)[number];
export type Finding = z.infer<typeof findingSchema>;
