import { z } from 'zod';
import { trendFigures } from './figures/registry.ts';

/** A change of level of one figure of one server over its runs on this machine. */
export const levelChangeSchema = z.object({
  server: z.string(),
  launcher: z.string(),
  scenario: z.string(),
  /** The CPU limit, in cores, of runs that have several. */
  cpus: z.number().positive().optional(),
  figure: z.enum(trendFigures),
  /** The first run of the new level. */
  runId: z.string(),
  startedAt: z.iso.datetime(),
  /** Medians over the runs of each level, in the unit of the figure. */
  before: z.number(),
  after: z.number(),
});

export type LevelChange = z.infer<typeof levelChangeSchema>;
