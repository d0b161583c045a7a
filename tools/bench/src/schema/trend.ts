import { z } from 'zod';

/** The distribution of one k6 trend metric over one round, in milliseconds. p50 is k6's `med`. */
export const trendSchema = z.object({
  avg: z.number(),
  min: z.number(),
  p50: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
});

export type Trend = z.infer<typeof trendSchema>;
