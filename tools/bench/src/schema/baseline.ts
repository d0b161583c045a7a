import { z } from 'zod';
import { comparedFigureNames } from './compared-figure.ts';
import { provenanceSchema } from './provenance.ts';

/** One server under one scenario as it was: each figure's value in each round. */
export const baselineRowSchema = z.object({
  server: z.string(),
  label: z.string(),
  launcher: z.string(),
  scenario: z.string(),
  runId: z.string(),
  /** The CPU limit, in cores, of a run that has several. */
  cpus: z.number().positive().optional(),
  /** Options that the figures depend on; a result with others is not compared. */
  load: z.record(z.string(), z.unknown()),
  /** A figure that a finding made meaningless is absent. */
  values: z.partialRecord(z.enum(comparedFigureNames), z.array(z.number().nonnegative())),
});

/** What later results are compared with: a file to commit or keep. It belongs to one machine. */
export const baselineSchema = z.object({
  schemaVersion: z.literal(1),
  runs: z.record(z.string(), provenanceSchema),
  rows: z.array(baselineRowSchema).min(1),
});

export type BaselineRow = z.infer<typeof baselineRowSchema>;
export type Baseline = z.infer<typeof baselineSchema>;
