import { z } from 'zod';

/** The distribution of one k6 trend metric over one round, in milliseconds. p50 is k6's `med`, p999 the 99.9th percentile. */
export const trendSchema = z.object({
  avg: z.number(),
  min: z.number(),
  p50: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
  /** Absent in results of older versions. */
  p999: z.number().optional(),
  max: z.number(),
});

export type Trend = z.infer<typeof trendSchema>;
