import { z } from 'zod';
import { allFigures, type FigureName } from './figures/registry.ts';

const figureNames = allFigures.map(({ name }) => name) as [FigureName, ...FigureName[]];

const ratio = z.object({
  ratio: z.number(),
  low: z.number(),
  high: z.number(),
  confidence: z.number(),
  rounds: z.int().positive(),
});

/** One commit that was looked at. */
const stepSchema = z.object({
  commit: z.string(),
  subject: z.string(),
  /** `skipped` where it could not be built or measured, or remained unsure. */
  outcome: z.enum(['good', 'bad', 'skipped']),
  /** Against good; absent where the same bytes had been measured, or nothing could be. */
  measured: ratio.optional(),
  note: z.string().optional(),
});

/** `dist/bench/bisect.json`: which commit a figure of a server changed with. */
export const bisectionSchema = z.object({
  schemaVersion: z.literal(1),
  server: z.string(),
  figure: z.enum(figureNames),
  good: z.string(),
  bad: z.string(),
  /** Bad against good. */
  whole: ratio,
  steps: z.array(stepSchema),
  /** The first bad commit, or those of which it is one, because those between could not be measured. */
  found: z
    .array(z.object({ commit: z.string(), subject: z.string(), author: z.string(), date: z.string() }))
    .min(1),
  /** The first bad commit against its parent; absent where several remain. */
  change: ratio.optional(),
  /** That every step and the last ratio are right, at least. */
  confidence: z.number(),
  sentence: z.string(),
});

export type Bisection = z.infer<typeof bisectionSchema>;
export type BisectionStep = z.infer<typeof stepSchema>;
export type StepRatio = z.infer<typeof ratio>;
