import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { allFigures, type FigureName } from './figures/registry.ts';
import { machineSchema } from './provenance.ts';

const figureNames = allFigures.map(({ name }) => name) as [FigureName, ...FigureName[]];

/** One of the two revisions. */
export const sideSchema = z.discriminatedUnion('tree', [
  /** A commit, checked out by itself. */
  z.object({ tree: z.literal('commit'), name: z.string(), commit: z.string() }),
  /** The workspace as it stands, on top of `commit`. */
  z.object({
    tree: z.literal('working tree'),
    name: z.string(),
    commit: z.string(),
    changedFiles: z.int().nonnegative(),
  }),
]);

/** What a reader should know of how it was measured. It has the shape of an error, and is none. */
export const noteSchema = failureSchema;

export const comparedVerdicts = ['slower', 'faster', 'no difference', 'cannot tell'] as const;

/** A figure that was measured in each round of both sides. */
const measuredFigureSchema = z.object({
  state: z.literal('measured'),
  figure: z.enum(figureNames),
  /** Absent where it is of the launch and not of a load. */
  scenario: z.string().optional(),
  verdict: z.enum(comparedVerdicts),
  /** Medians over the rounds, in the unit of the figure. */
  base: z.number(),
  head: z.number(),
  /** head / base, paired by round, with the ends of its interval. */
  ratio: z.number(),
  low: z.number(),
  high: z.number(),
  /** What the interval is good for by itself, exact: 1 − 0.05 / `tests`, or more. */
  confidence: z.number(),
  rounds: z.int().positive(),
  /** Size of change that matters, as a share. */
  threshold: z.number(),
  /**
   * The change, as a share, that so many rounds with this noise find in 95 of 100 runs; absent where the rounds are too few to find
   * any.
   */
  seenFrom: z.number().optional(),
  /** Why it cannot tell, in a sentence, where the interval alone would say that nothing differs. */
  doubt: z.string().optional(),
});

/** A size: the same in every round. */
const fixedFigureSchema = z.object({
  state: z.literal('fixed'),
  figure: z.enum(figureNames),
  verdict: z.enum(['slower', 'faster', 'no difference']),
  base: z.number(),
  head: z.number(),
  ratio: z.number(),
  threshold: z.number(),
});

/** A figure that says nothing here, and why. */
const unavailableFigureSchema = z.object({
  state: z.literal('unavailable'),
  figure: z.enum(figureNames),
  scenario: z.string().optional(),
  reason: z.string(),
  /** Whether the verdict on the server waits for it: it is what the comparison is about, and could not be told. */
  missed: z.boolean(),
});

export const figureVerdictSchema = z.discriminatedUnion('state', [
  measuredFigureSchema,
  fixedFigureSchema,
  unavailableFigureSchema,
]);

const named = { server: z.string(), label: z.string() };

/** What became of one server. */
export const serverVerdictSchema = z.discriminatedUnion('state', [
  z.object({
    ...named,
    state: z.literal('compared'),
    verdict: z.enum(comparedVerdicts),
    /** One sentence that may be quoted. */
    sentence: z.string(),
    figures: z.array(figureVerdictSchema),
    roundsChosenBy: z.enum(['precision', 'budget']),
    /** Whether base and head of a round were measured at the same time, or one after the other. */
    sides: z.enum(['together', 'in-turn']),
    /** Findings about either side, by their codes, with the evidence in words. */
    findings: z.array(
      z.object({
        side: z.enum(['base', 'head']),
        scenario: z.string(),
        code: z.string(),
        summary: z.string(),
      }),
    ),
  }),
  /** Both sides are the same bytes, started in the same way: not measured. */
  z.object({ ...named, state: z.literal('identical') }),
  z.object({ ...named, state: z.literal('only in'), side: z.enum(['base', 'head']) }),
  /** It could not be built, started or measured on a side, or answers with errors there. */
  z.object({
    ...named,
    state: z.literal('fails'),
    side: z.enum(['base', 'head', 'both']),
    failure: failureSchema,
  }),
]);

export const overallVerdicts = ['slower', 'broken', 'cannot tell', 'faster', 'no difference'] as const;

/** `dist/bench/compare/compare.json`: head against base, both measured in one run. */
export const revisionComparisonSchema = z.object({
  $schema: z.string(),
  schemaVersion: z.literal(1),
  base: sideSchema,
  head: sideSchema,
  verdict: z.enum(overallVerdicts),
  sentence: z.string(),
  /** Of `wasi-bench verdict`: 0 nothing is slower, 1 something is slower or broken, 3 it cannot be told. */
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
  servers: z.array(serverVerdictSchema),
  notes: z.array(noteSchema),
  /** Absent where nothing had to be measured. */
  run: z
    .object({
      runId: z.string(),
      startedAt: z.string(),
      /** Time for measuring as asked for, and as spent. */
      budgetMs: z.number(),
      spentMs: z.number(),
      /** How many ratios stand in the comparison: by so many its intervals are corrected. */
      tests: z.int().positive(),
      /** Options of the load, which are those of head. */
      load: z.record(z.string(), z.unknown()),
      machine: machineSchema,
      seed: z.int(),
    })
    .optional(),
});

export type Side = z.infer<typeof sideSchema>;
export type Note = z.infer<typeof noteSchema>;
export type FigureVerdict = z.infer<typeof figureVerdictSchema>;
export type MeasuredFigure = z.infer<typeof measuredFigureSchema>;
export type ServerVerdict = z.infer<typeof serverVerdictSchema>;
export type ComparedServer = Extract<ServerVerdict, { state: 'compared' }>;
export type RevisionComparison = z.infer<typeof revisionComparisonSchema>;
