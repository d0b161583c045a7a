import { z } from 'zod';
import type { BenchOptions } from './options.ts';

/** Those that are read again. Their types alone are checked: a value was good when it was measured, whatever is asked of one today. */
const readAgain = {
  scenarios: z.array(z.string()),
  workload: z.array(z.string()),
  workloads: z.record(z.string(), z.unknown()),
  endpoint: z.string(),
  rounds: z.number(),
  duration: z.string(),
  warmup: z.string(),
  maxWarmup: z.string(),
  leadIn: z.string(),
  vus: z.number(),
  rate: z.number(),
  rateShare: z.number(),
  p99LimitMs: z.number(),
  stepDuration: z.string(),
  launcher: z.string(),
  cpus: z.number(),
  cpuPeriod: z.string(),
  cpuset: z.string(),
  memory: z.string(),
} satisfies Partial<Record<keyof BenchOptions, z.ZodType>>;

/**
 * The options of a bench as they were parsed: of one server, or those that all servers of a run share. Any may be absent, since
 * results of older versions have fewer, and may be one that this version does not know. The record keeps them in their order.
 */
export const recordedOptionsSchema = z.intersection(
  z.record(z.string(), z.unknown()),
  z.looseObject(readAgain).partial(),
);

export type RecordedOptions = z.infer<typeof recordedOptionsSchema>;
/** Of an option that is read again. */
export type RecordedOptionName = keyof typeof readAgain;
