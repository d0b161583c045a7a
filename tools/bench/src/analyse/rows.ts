import type { Failure } from '../schema/failure.ts';
import type { LatencyFigures, MeasuredRow, Row } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import type { MeasuredRound } from '../schema/round.ts';
import type { Trend } from '../schema/trend.ts';
import { boundOf } from './bound.ts';
import { capacityOf } from './capacity/row-capacity.ts';
import { figureOfReading, figureOver } from './figure.ts';
import { findingsOf } from './findings/findings-of.ts';
import { observationOfRounds } from './observation.ts';

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
      runId: result.runId,
    };
    const rounds = result.rounds.filter((round) => round.scenario === scenario);
    const measured = rounds.filter((round) => round.status === 'measured');
    const errors = distinct([
      ...result.errors,
      ...rounds.flatMap((round) => (round.status === 'failed' ? [round.error] : [])),
    ]);
    if (result.status === 'failed' || measured.length === 0) {
      return { ...base, status: 'failed', errors: errors.length > 0 ? errors : [notMeasured(scenario)] };
    }
    return { ...base, status: 'measured', errors, ...figuresOf(result, measured) };
  });
}

type Figures = Omit<
  MeasuredRow,
  'server' | 'label' | 'launcher' | 'scenario' | 'runId' | 'status' | 'errors'
>;

function figuresOf(result: Result, rounds: MeasuredRound[]): Figures {
  const over = (read: (round: MeasuredRound) => number) =>
    figureOver(rounds.map(read), 'no round measured it');
  const wrk = rounds.every((round) => round.generator.program === 'wrk');
  const partOfLatency = wrk ? 'wrk does not tell the parts of a latency' : 'no request was made';
  const observation = observationOfRounds(rounds, result.provenance.options);
  const withRequests = rounds.filter((round) => round.load.requests > 0);
  return {
    requestsPerSecond: over((round) => round.load.requestsPerSecond),
    latencyMs: trendFigures(
      withRequests.map((round) => round.load.latencyMs),
      'no request was made',
    ),
    waitingMs: trendFigures(
      withRequests.flatMap((round) => round.load.waitingMs ?? []),
      partOfLatency,
    ),
    receivingMs: trendFigures(
      withRequests.flatMap((round) => round.load.receivingMs ?? []),
      partOfLatency,
    ),
    requests: total(rounds, (round) => round.load.requests),
    failedRequests: total(rounds, (round) => round.load.failedRequests),
    droppedIterations: total(rounds, (round) => round.load.droppedIterations),
    cpuMicrosPerRequest: figureOver(
      withRequests.map((round) => round.server.cpuMicrosPerRequest),
      'no request was made',
    ),
    ...capacityOf(rounds),
    ...(wrk && {
      generator: {
        program: 'wrk',
        version: result.provenance.tools.wrk ?? 'unknown',
        cpuMicrosPerRequest: over((round) => round.generator.cpuMicros / round.load.requests),
      },
    }),
    rssAtRestBytes: figureOfReading(result.rssAtRestBytes),
    rssPeakBytes: over((round) => round.server.rssPeakBytes),
    artifactBytes: figureOfReading(result.artifactBytes),
    imageBytes: figureOfReading(result.imageBytes),
    ...(result.anonymousAtRestBytes && {
      anonymousAtRestBytes: figureOfReading(result.anonymousAtRestBytes),
    }),
    ...(result.imageCompressedBytes && {
      imageCompressedBytes: figureOfReading(result.imageCompressedBytes),
    }),
    coldStartMs: figureOver(result.coldStartMs, 'no cold start was measured'),
    ...(result.container && { container: result.container }),
    ...(result.provenance.pinning && { pinning: result.provenance.pinning }),
    bound: boundOf(observation),
    findings: findingsOf(observation),
  };
}

function trendFigures(trends: readonly Trend[], unavailable: string): LatencyFigures {
  const over = (name: keyof LatencyFigures) =>
    figureOver(
      trends.map((trend) => trend[name]),
      unavailable,
    );
  return {
    avg: over('avg'),
    p50: over('p50'),
    p90: over('p90'),
    p95: over('p95'),
    p99: over('p99'),
    max: over('max'),
  };
}

function total(rounds: readonly MeasuredRound[], read: (round: MeasuredRound) => number): number {
  return rounds.reduce((sum, round) => sum + read(round), 0);
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
