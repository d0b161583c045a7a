import { z } from 'zod';
import { figureSchema } from './figure.ts';
import { trendSchema } from './trend.ts';

/** The requests of a load that share a tag of k6's. */
const partBase = {
  /**
   * `name` and `group` are k6's; `url` stands for `name` where the script gives none and k6 takes the URL. Others are those of the
   * script's own thresholds.
   */
  tag: z.string(),
  /** Of the tag; of a URL what comes after the server's address, of a group its names without the leading `::`. */
  value: z.string(),
};

export const loadPartSchema = z.object({
  ...partBase,
  /** Of the requests that k6 counted beside it. */
  share: z.number().min(0).max(1),
  /** Without the lead-in, where the script tells that apart. */
  latencyMs: trendSchema,
});

export const rowPartSchema = z.object({
  ...partBase,
  /** Of all requests of the load. */
  share: z.number().min(0).max(1),
  requestsPerSecond: figureSchema,
  latencyMs: z.object({ p50: figureSchema, p95: figureSchema, p99: figureSchema }),
});

export type LoadPart = z.infer<typeof loadPartSchema>;
export type RowPart = z.infer<typeof rowPartSchema>;
export type PartKey = Pick<LoadPart, 'tag' | 'value'>;
