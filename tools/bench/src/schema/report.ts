import { z } from 'zod';
import { boundSchema } from './bound.ts';
import { failureSchema } from './failure.ts';
import { figureSchema } from './figure.ts';
import { findingSchema } from './finding.ts';
import { pinningSchema } from './pinning.ts';
import { provenanceSchema } from './provenance.ts';
import { containerSchema } from './result.ts';
import { generatorNames } from './round.ts';

/** A distribution whose every statistic has an interval over the rounds, ms. */
export const latencyFiguresSchema = z.object({
  avg: figureSchema,
  p50: figureSchema,
  p90: figureSchema,
  p95: figureSchema,
  p99: figureSchema,
  max: figureSchema,
});

const capacityBase = {
  p99LimitMs: z.number().positive(),
  /** Mean busy cores of the generator, and idle ones, at the rate that was held: the generator's headroom. */
  generatorCores: figureSchema,
  idleCores: figureSchema,
};

/** The highest arrival rate (requests per second) at which p99 stays under `p99LimitMs` and nothing is dropped. */
export const rowCapacitySchema = z.discriminatedUnion('state', [
  /** In every round the server gave out first. */
  z.object({ state: z.literal('found'), requestsPerSecond: figureSchema, ...capacityBase }),
  /** In some round the generator may have, or no rate was too high: the server's capacity is this or more. */
  z.object({
    state: z.enum(['generator-bound', 'not-exceeded']),
    atLeast: figureSchema,
    ...capacityBase,
  }),
  /** In some round no rate was held, down to `lowestTried`. */
  z.object({
    state: z.literal('none-held'),
    p99LimitMs: z.number().positive(),
    lowestTried: z.number().positive(),
  }),
]);

/** What made the load, where that was not k6, and what a request cost itself. */
export const rowGeneratorSchema = z.object({
  program: z.enum(generatorNames).exclude(['k6']),
  version: z.string(),
  cpuMicrosPerRequest: figureSchema,
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
  /** Where the scenario searches it; every other figure under load is then that at the rate held. */
  capacity: rowCapacitySchema.optional(),
  /** Absent where it was k6. Figures of two generators are never compared. */
  generator: rowGeneratorSchema.optional(),
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
  /** Absent in reports on results of older versions. */
  pinning: pinningSchema.optional(),
  /** What sets the figures under load; of a search of the capacity, what sets the capacity. */
  bound: boundSchema,
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
export type RowGenerator = z.infer<typeof rowGeneratorSchema>;
export type RowCapacity = z.infer<typeof rowCapacitySchema>;
export type MeasuredRow = z.infer<typeof measuredRowSchema>;
export type FailedRow = z.infer<typeof failedRowSchema>;
export type Row = z.infer<typeof rowSchema>;
export type Report = z.infer<typeof reportSchema>;
