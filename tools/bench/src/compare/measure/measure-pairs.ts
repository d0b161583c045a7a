import { rm } from 'node:fs/promises';
import { BenchError } from '../../errors/bench-error.ts';
import { parseOptions } from '../../plan/parse-options.ts';
import { measureServers } from '../../run/measure-servers.ts';
import { figures } from '../../schema/figures/entries.ts';
import type { FigureName } from '../../schema/figures/registry.ts';
import { durationMs } from '../../schema/options.ts';
import type { Result } from '../../schema/result.ts';
import type { Note, RevisionComparison } from '../../schema/revision-comparison.ts';
import type { CompareOptions, MeasuringOptions } from '../options.ts';
import { disturbanceOf } from '../verdict/disturbed.ts';
import { sourcesOf, type Thresholds } from '../verdict/figures.ts';
import { fewestRounds, isPrecise, logRatiosOf } from '../verdict/judge.ts';
import type { MeasuredServer } from '../verdict/server.ts';
import { withinBudget } from './budget.ts';
import { fitLoad } from './fit-load.ts';
import { chosenLoad, declaredIn, type Pair } from './load.ts';
import { budgetProgress } from './progress.ts';
import { nameOn, optionsOf, otherLoad, type SideName, sides } from './sides.ts';
import { runTogether } from './together.ts';

export type Measuring = MeasuringOptions & Pick<CompareOptions, 'thresholds' | 'precision'>;

export interface MeasuredPairs {
  readonly servers: MeasuredServer[];
  readonly results: Result[];
  readonly notes: Note[];
  readonly run: NonNullable<RevisionComparison['run']>;
}

type Options = Record<string, unknown>;

const defaultBudgetMs = 5 * 60_000;

interface Spec {
  readonly options: Measuring;
  readonly workspaceRoot: string;
  /** Gets the results, and is emptied first. */
  readonly folder: string;
  readonly write: (line: string) => void;
  /** Ratios of other runs that have to hold together with those of this one. */
  readonly moreTests?: number;
}

/** Both sides of every server in one run of interleaved pairs. @throws BUDGET_TOO_SHORT, INTERRUPTED, and what a run throws */
export async function measurePairs(
  pairs: readonly Pair[],
  { options, workspaceRoot, folder, write, moreTests = 0 }: Spec,
): Promise<MeasuredPairs> {
  const budgetMs = options.budget ? durationMs(options.budget) : defaultBudgetMs * pairs.length;
  const declared = new Map(pairs.map((pair) => [pair.server, declaredIn(pair)]));
  const load = chosenLoad(pairs, options);
  const loads = new Map(pairs.map((pair) => [pair.server, load.of(pair)]));
  const optionsFor = (server: string, side: SideName, more: Options) =>
    optionsOf(side, declared.get(server)!, { ...loads.get(server), ...more });
  const tests =
    moreTests +
    testsOf(
      pairs.map(({ server }) => optionsFor(server, 'head', {})),
      options.thresholds,
    );
  const together = new Set(
    pairs
      .map(({ server }) => server)
      .filter((server) =>
        runTogether(
          { base: optionsFor(server, 'base', {}), head: optionsFor(server, 'head', {}) },
          options.sides,
        ),
      ),
  );
  const fitted = fitLoad(new Map(pairs.map(({ server }) => [server, optionsFor(server, 'head', {})])), {
    budgetMs,
    fewest: fewestRounds(tests),
    isTogether: (server) => together.has(server),
  });
  const more = { ...fitted.lengths, rounds: mostRounds(fitted.rounds) };
  const optionsByName = new Map(
    pairs.flatMap(({ server }) =>
      sides.map((side): [string, Options] => [nameOn(server, side), optionsFor(server, side, more)]),
    ),
  );
  const places = new Map(
    pairs.flatMap(({ server, workspaces }) =>
      sides.map(
        (side) =>
          [
            nameOn(server, side),
            { root: workspaces[side].root, pair: server, together: together.has(server) },
          ] as const,
      ),
    ),
  );
  const precision = options.precision ?? Object.values(options.thresholds)[0]! / 2;
  const stopping = withinBudget({
    budgetMs,
    isPrecise: (pair, results) =>
      isPreciseEnough(pair, results, { thresholds: options.thresholds, precision, tests }),
  });
  await rm(folder, { recursive: true, force: true });
  write(
    `measuring ${pairs.map(({ server }) => server).join(', ')} in base and head for ${budgetMs / 1000} s at most, load ${load.name}${shortened(fitted.lengths)}; ${atOnceOrInTurn(pairs, together)}`,
  );
  const results = await measureServers(optionsByName, workspaceRoot, write, {
    resultsFolder: folder,
    placeOf: (name) => places.get(name)!,
    stopping,
    onApart: (pair) => together.delete(pair),
    progressOf: (plan, line) => budgetProgress(plan, line, budgetMs),
  });
  const spentMs = stopping.spentMs();
  const interrupted = results.flatMap(({ errors }) => errors).find(({ code }) => code === 'INTERRUPTED');
  if (interrupted) throw BenchError.of(interrupted);
  const [first] = results;
  const { provenance, runId } = first!;
  const resultOf = (server: string, side: SideName) =>
    results.find((each) => each.server === nameOn(server, side))!;
  return {
    results,
    servers: pairs.map(({ server, label }) => {
      const [base, head] = [resultOf(server, 'base'), resultOf(server, 'head')];
      const chosenBy = head.roundsChosenBy === 'precision' ? 'precision' : 'budget';
      const measuredAs = together.has(server) ? 'together' : 'in-turn';
      return { server, label, base, head, roundsChosenBy: chosenBy, sides: measuredAs };
    }),
    notes: pairs.flatMap(({ server }) => otherLoad(server, declared.get(server)!)),
    run: {
      runId,
      startedAt: provenance.startedAt,
      budgetMs,
      spentMs: Math.round(spentMs),
      tests,
      load: loadShown(provenance.options),
      machine: provenance.machine,
      seed: provenance.seed,
    },
  };
}

/** More than the time will have room for: rounds that take less than expected leave some over. */
const mostRounds = (expected: number) => Math.min(1000, 3 * expected + 10);

/** How many ratios with noise the comparison has. */
function testsOf(optionsOfServers: readonly Options[], thresholds: Thresholds): number {
  const names = Object.keys(thresholds) as FigureName[];
  const of = (options: Options) =>
    names
      .flatMap((name) => sourcesOf(name, parseOptions('', options)))
      .filter(({ kind }) => kind === 'rounds' || kind === 'launches').length;
  return Math.max(
    1,
    optionsOfServers.reduce((sum, options) => sum + of(options), 0),
  );
}

function isPreciseEnough(
  pair: string,
  results: readonly Result[],
  { thresholds, precision, tests }: { thresholds: Thresholds; precision: number; tests: number },
): boolean {
  const [base, head] = sides.map((side) => results.find(({ server }) => server === nameOn(pair, side))!);
  const leading = Object.keys(thresholds)[0] as FigureName;
  return sourcesOf(leading, head!.provenance.options).every((source) => {
    if (source.kind !== 'rounds' && source.kind !== 'launches') return false;
    const paired = { base: source.read(base!), head: source.read(head!) };
    if (!isPrecise(logRatiosOf(paired), precision, tests)) return false;
    // More time may be quieter.
    return disturbanceOf(figures[leading], source, [base!, head!]) === undefined;
  });
}

function atOnceOrInTurn(pairs: readonly Pair[], together: ReadonlySet<string>): string {
  if (together.size === 0) return 'base and head one after the other';
  const others = pairs.map(({ server }) => server).filter((server) => !together.has(server));
  const but = others.length > 0 ? `, of ${others.join(', ')} one after the other` : '';
  return `base and head at the same time${but}`;
}

const shortened = (lengths: Readonly<Record<string, string>>) => {
  const said = Object.entries(lengths).map(([name, length]) => `${name} ${length}`);
  return said.length === 0 ? '' : ` (shortened to fit: ${said.join(', ')})`;
};

const shownOptions = [
  'scenarios',
  'endpoint',
  'workload',
  'vus',
  'rate',
  'rateShare',
  'duration',
  'warmup',
  'maxWarmup',
  'cpus',
  'memory',
];

const loadShown = (options: Options) =>
  Object.fromEntries(
    shownOptions.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
