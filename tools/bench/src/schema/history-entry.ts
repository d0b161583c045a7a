import { z } from 'zod';
import { trendFigures } from './figures/registry.ts';

const trendFigureSchema = z.object({
  median: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
});

/** One server under one scenario in one run. A figure that was not measured, or that a finding invalidates, is absent. */
export const historyEntrySchema = z.object({
  runId: z.string(),
  startedAt: z.iso.datetime(),
  /** Of git; absent where it was not known. */
  revision: z.string().optional(),
  dirty: z.boolean().optional(),
  /** Of the machine: a trend holds for one machine. */
  fingerprint: z.string(),
  /** Options that change what is measured, `name=value`: a trend holds for one load. */
  load: z.string(),
  server: z.string(),
  launcher: z.string(),
  scenario: z.string(),
  /** The CPU limit, in cores, of a run that has several. */
  cpus: z.number().positive().optional(),
  figures: z.partialRecord(z.enum(trendFigures), trendFigureSchema),
});

export type HistoryEntry = z.infer<typeof historyEntrySchema>;
