import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { figureSchema } from './figure.ts';
import { findingSchema } from './finding.ts';
import { provenanceSchema } from './provenance.ts';
import { containerSchema } from './result.ts';

/** A distribution whose every statistic has an interval over the rounds, ms. */
export const latencyFiguresSchema = z.object({
  avg: figureSchema,
  p50: figureSchema,
  p90: figureSchema,
  p95: figureSchema,
  p99: figureSchema,
  max: figureSchema,
});

const rowBase = {
  server: z.string(),
  label: z.string(),
  launcher: z.string(),
  scenario: z.string(),
  runId: z.string(),
};

/** One server under one scenario. Totals (`requests`, `failedRequests`, `droppedIterations`) are sums over rounds. */
export const measuredRowSchema = z.object({
  ...rowBase,
  status: z.literal('measured'),
  requestsPerSecond: figureSchema,
  latencyMs: latencyFiguresSchema,
  waitingMs: latencyFiguresSchema,
  receivingMs: latencyFiguresSchema,
  requests: z.int().nonnegative(),
  failedRequests: z.int().nonnegative(),
  droppedIterations: z.int().nonnegative(),
  cpuMicrosPerRequest: figureSchema,
  rssAtRestBytes: figureSchema,
  rssPeakBytes: figureSchema,
  /** Where the server ran in a container. */
  anonymousAtRestBytes: figureSchema.optional(),
  artifactBytes: figureSchema,
  imageBytes: figureSchema,
  /** Where the server ran from an image. */
  imageCompressedBytes: figureSchema.optional(),
  coldStartMs: figureSchema,
  /** What it ran in, where the launcher runs containers. */
  container: containerSchema.optional(),
  findings: z.array(findingSchema),
  /** Rounds that failed although others were measured. */
  errors: z.array(failureSchema),
});

export const failedRowSchema = z.object({
  ...rowBase,
  status: z.literal('failed'),
  errors: z.array(failureSchema).min(1),
});

export const rowSchema = z.discriminatedUnion('status', [measuredRowSchema, failedRowSchema]);

/** `dist/bench/report.json`: the suite's aggregate that every other format is made from. */
export const reportSchema = z.object({
  $schema: z.string(),
  schemaVersion: z.literal(1),
  /** The runs that the rows come from: rows of one run may be compared, rows of two may not. */
  runs: z.record(z.string(), provenanceSchema),
  rows: z.array(rowSchema),
});

export type LatencyFigures = z.infer<typeof latencyFiguresSchema>;
export type MeasuredRow = z.infer<typeof measuredRowSchema>;
export type FailedRow = z.infer<typeof failedRowSchema>;
export type Row = z.infer<typeof rowSchema>;
export type Report = z.infer<typeof reportSchema>;
