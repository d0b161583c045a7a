import type { Bound } from '../schema/bound.ts';
import type { Failure } from '../schema/failure.ts';
import type { Figure } from '../schema/figure.ts';
import type { FigureDefinition, StoredFigure } from '../schema/figures/definition.ts';
import { allFigures } from '../schema/figures/registry.ts';
import { firstLike, workloadOf } from '../schema/load-name.ts';
import type { MeasuredRow, Row } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import type { MeasuredRound } from '../schema/round.ts';
import type { RowFigures } from '../schema/row-figures.ts';
import { boundOf } from './bound.ts';
import { capacityOf } from './capacity/row-capacity.ts';
import { figureOfReading, figureOver } from './figure.ts';
import { mergedOf } from './merged-rounds.ts';
import { observationOfRounds } from './observation.ts';
import { type Observed, observed } from './observed.ts';
import { measuredRoundsOf } from './paired-rounds.ts';
import { partsOfRounds } from './parts.ts';
import { generatorMicrosPerRequest } from './round-cpu.ts';

/**
 * One row for each planned scenario: measured where a round of it was, else failed. A server that
 * failed as a whole (`result.status`) has failed rows alone, whatever was measured before.
 */
export function rowsOf(result: Result): Row[] {
  return result.scenarios.map((scenario) => {
    const base = {
      server: result.server,
      label: result.label,
      launcher: result.launcher,
      scenario,
      ...workloadIn(result, scenario),
      runId: result.runId,
      ...(result.cpus !== undefined && { cpus: result.cpus }),
    };
    const rounds = result.rounds.filter((round) => round.scenario === scenario);
    const seen = observed(result, scenario);
    const errors = distinct([
      ...failuresOf(result, scenario),
      ...rounds.flatMap((round) => (round.status === 'failed' ? [round.error] : [])),
    ]);
    if (result.status === 'failed' || !seen) {
      return { ...base, status: 'failed', errors: errors.length > 0 ? errors : [notMeasured(scenario)] };
    }
    return { ...base, status: 'measured', errors, ...figuresOf(result, seen) };
  });
}

function workloadIn({ provenance }: Result, scenario: string): Pick<Row, 'workload' | 'workloadSha256'> {
  const workload = workloadOf(scenario);
  if (workload === undefined) return {};
  const workloadSha256 = provenance.workloadSha256?.[workload];
  return { workload, ...(workloadSha256 !== undefined && { workloadSha256 }) };
}

type Figures = Omit<
  MeasuredRow,
  | 'server'
  | 'label'
  | 'launcher'
  | 'scenario'
  | 'workload'
  | 'workloadSha256'
  | 'runId'
  | 'cpus'
  | 'status'
  | 'errors'
>;

function figuresOf(result: Result, { rounds, observation, findings }: Observed): Figures {
  const wrk = rounds.every((round) => round.generator.program === 'wrk');
  const rateShare = rateShareOf(result, rounds);
  return {
    ...registeredFigures(result, rounds),
    requests: total(rounds, (round) => round.load.requests),
    ...(rounds.every(({ load }) => load.failedRequests !== undefined) && {
      failedRequests: total(rounds, ({ load }) => load.failedRequests ?? 0),
    }),
    droppedIterations: total(rounds, (round) => round.load.droppedIterations),
    ...capacityOf(rounds),
    ...mergedOf(rounds),
    ...(wrk && {
      generator: {
        program: 'wrk',
        version: result.provenance.tools.wrk ?? 'unknown',
        cpuMicrosPerRequest: figureOver(rounds.map(generatorMicrosPerRequest), 'no round measured it'),
      },
    }),
    ...(result.account && { account: result.account }),
    ...(observation.cpu?.serverLimit && { cpuLimit: observation.cpu.serverLimit }),
    ...(rateShare && { rateShare }),
    ...partsOfRounds(rounds),
    ...(result.container && { container: result.container }),
    ...(result.provenance.pinning && { pinning: result.provenance.pinning }),
    bound: withShare(boundOf(observation), rateShare),
    findings,
  };
}

function rateShareOf(result: Result, rounds: readonly MeasuredRound[]): MeasuredRow['rateShare'] {
  const { provenance, scenarios } = result;
  const { rateShare: share } = provenance.options;
  const rates = rounds.flatMap(({ rate }) => rate ?? []);
  if (share === undefined || rates.length === 0) return undefined;
  const of = firstLike(rounds[0]!.scenario, scenarios);
  const full = measuredRoundsOf(result, of);
  return {
    share,
    of,
    requestsPerSecond: figureOver(rates, 'no round measured it'),
    ...(full.length > 0 && { bound: boundOf(observationOfRounds(full, provenance.options)).by }),
  };
}

/** A share of what something else than the server bounds is less than that share of what the server can do. */
function withShare(bound: Bound, rateShare: MeasuredRow['rateShare']): Bound {
  if (bound.by !== 'rate' || rateShare === undefined) return bound;
  const { share, of, bound: by } = rateShare;
  if (by === undefined || by === 'server-cpu' || by === 'server-limit') return bound;
  const which =
    by === 'unknown'
      ? 'of which it is not known what bounded it'
      : `which the server did not bound (${by} did)`;
  return {
    ...bound,
    because: `${bound.because}; the rate is ${share * 100} % of what ${of} reached, ${which}, so that the server may be able to do more`,
  };
}

/** What the registry finds in a result, each figure in its place in the row. */
function registeredFigures(result: Result, rounds: readonly MeasuredRound[]): RowFigures {
  const row: Record<string, unknown> = {};
  for (const definition of allFigures) {
    const figure = figureOf(definition, result, rounds);
    if (figure === undefined) continue;
    const [first, second] = definition.key.split('.') as [string, string?];
    row[first] = second === undefined ? figure : { ...(row[first] as object), [second]: figure };
  }
  return row as RowFigures;
}

function figureOf(
  definition: FigureDefinition,
  result: Result,
  rounds: readonly MeasuredRound[],
): Figure | undefined {
  if (definition.ofRow) return undefined;
  if (definition.ofResult) {
    const found = definition.ofResult(result);
    if (found === undefined) return undefined;
    return 'state' in found ? figureOfReading(found) : figureOver(found, missing(definition, rounds));
  }
  const values = rounds.flatMap((round) => definition.ofRound(round) ?? []);
  if (values.length === 0 && definition.optional) {
    const reason = definition.whyAbsent?.(result);
    return reason === undefined ? undefined : { unavailable: reason };
  }
  return figureOver(values, missing(definition, rounds));
}

function missing({ missing: reason }: StoredFigure, rounds: readonly MeasuredRound[]): string {
  return typeof reason === 'string' ? reason : reason(rounds);
}

function total(rounds: readonly MeasuredRound[], read: (round: MeasuredRound) => number): number {
  return rounds.reduce((sum, round) => sum + read(round), 0);
}

/** Of the server, and of this load alone. */
function failuresOf({ errors }: Result, scenario: string): Failure[] {
  return errors.flatMap(({ scenario: of, ...failure }) =>
    of === undefined || of === scenario ? [failure] : [],
  );
}

function distinct(failures: readonly Failure[]): Failure[] {
  return [...new Map(failures.map((failure) => [`${failure.code} ${failure.message}`, failure])).values()];
}

function notMeasured(scenario: string): Failure {
  return {
    code: 'NOT_MEASURED',
    message: `The run ended before a round of scenario "${scenario}" was measured.`,
    fix: 'Run the bench again.',
  };
}
