import { observed } from '../../analyse/observed.ts';
import type { ErrorCode } from '../../errors/error-code.ts';
import { faultsOf } from '../../gate/faults.ts';
import type { Failure } from '../../schema/failure.ts';
import type { FigureDefinition } from '../../schema/figures/definition.ts';
import { figures } from '../../schema/figures/entries.ts';
import type { FigureName } from '../../schema/figures/registry.ts';
import type { Finding } from '../../schema/finding.ts';
import type { Result } from '../../schema/result.ts';
import type { ComparedServer, FigureVerdict, ServerVerdict } from '../../schema/revision-comparison.ts';
import { type SideName, sides } from '../measure/sides.ts';
import { disturbanceOf } from './disturbed.ts';
import { type FigureSource, sourcesOf, type Thresholds } from './figures.ts';
import { judge, verdictOf } from './judge.ts';
import { isUntold, leadingOf } from './leading.ts';
import { sentenceOf } from './sentence.ts';

export interface MeasuredServer {
  readonly server: string;
  readonly label: string;
  readonly base: Result;
  readonly head: Result;
  readonly roundsChosenBy: ComparedServer['roundsChosenBy'];
  readonly sides: ComparedServer['sides'];
}

type FoundIn = { scenario: string; findings: Finding[] }[];

/** @param tests how many ratios the whole comparison has */
export function serverVerdict(
  measured: MeasuredServer,
  thresholds: Thresholds,
  tests: number,
): ServerVerdict {
  const { server, label, roundsChosenBy } = measured;
  const found = Object.fromEntries(sides.map((side) => [side, findingsIn(measured[side])])) as Record<
    SideName,
    FoundIn
  >;
  const failures = sides.map((side) => failureOf(measured[side], found[side]));
  const failed = sides.filter((_, place) => failures[place]);
  if (failed.length > 0) {
    const failure = (failures[1] ?? failures[0])!;
    return { server, label, state: 'fails', side: failed.length === 2 ? 'both' : failed[0]!, failure };
  }
  const options = measured.head.provenance.options;
  const compared = Object.entries(thresholds).flatMap(([name, threshold], place) =>
    sourcesOf(name as FigureName, options).map((source) =>
      figureVerdict(name as FigureName, source, { measured, found, threshold, tests, leads: place === 0 }),
    ),
  );
  const verdict = overallOf(compared);
  return {
    server,
    label,
    state: 'compared',
    verdict,
    sentence: sentenceOf(label, verdict, compared),
    figures: compared,
    roundsChosenBy,
    sides: measured.sides,
    findings: sides.flatMap((side) =>
      found[side].flatMap(({ scenario, findings }) =>
        findings.map(({ code, summary }) => ({ side, scenario, code, summary })),
      ),
    ),
  };
}

/** Why a side failed, if it did: it could not be measured, or what it answers are errors. */
function failureOf(result: Result, found: FoundIn): Failure | undefined {
  const [error] = result.errors;
  if (error) return error;
  const [fault] = faultsOf(result, found);
  return (
    fault && {
      code: 'SIDE_BROKEN' satisfies ErrorCode,
      message: `${result.server}: ${fault.reason}`,
      fix: 'Look at its answers under load.',
    }
  );
}

function findingsIn(result: Result): FoundIn {
  return result.scenarios.flatMap((scenario) => {
    const seen = observed(result, scenario);
    return seen ? [{ scenario, findings: seen.findings }] : [];
  });
}

interface Judging {
  readonly measured: MeasuredServer;
  readonly found: Record<SideName, FoundIn>;
  readonly threshold: number;
  readonly tests: number;
  /** The first figure is what the comparison is about. */
  readonly leads: boolean;
}

function figureVerdict(
  figure: FigureName,
  source: FigureSource,
  { measured, found, threshold, tests, leads }: Judging,
): FigureVerdict {
  const { base, head } = measured;
  const definition: FigureDefinition = figures[figure];
  const unavailable = (reason: string): FigureVerdict => {
    const scenario = source.kind === 'rounds' ? { scenario: source.scenario } : {};
    return { state: 'unavailable', figure, ...scenario, reason, missed: leads };
  };
  if (source.kind === 'none') return unavailable(source.reason);
  if (source.kind === 'fixed') return fixedVerdict(figure, source, measured, threshold, unavailable);
  const spoiler = spoilerOf(definition, source, found);
  if (spoiler) return unavailable(spoiler);
  const judged = judge(
    { base: source.read(base), head: source.read(head) },
    { threshold, better: definition.better, tests },
  );
  if (!judged) return unavailable('no round has it on both sides');
  const doubt = judged.verdict === 'no difference' && disturbanceOf(definition, source, [base, head]);
  return {
    state: 'measured',
    figure,
    ...(source.kind === 'rounds' && { scenario: source.scenario }),
    ...judged,
    ...(doubt && { verdict: 'cannot tell', doubt }),
  };
}

function fixedVerdict(
  figure: FigureName,
  source: Extract<FigureSource, { kind: 'fixed' }>,
  { base, head }: MeasuredServer,
  threshold: number,
  unavailable: (reason: string) => FigureVerdict,
): FigureVerdict {
  const [then, now] = [source.read(base), source.read(head)];
  const unknown = [then, now].find((reading) => reading.state === 'unknown');
  if (unknown?.state === 'unknown') return unavailable(unknown.reason);
  if (then.state !== 'known' || now.state !== 'known' || then.value === 0)
    return unavailable('it is 0 in base');
  const ratio = now.value / then.value;
  const verdict = verdictOf({ low: ratio, high: ratio }, threshold, figures[figure].better);
  return {
    state: 'fixed',
    figure,
    verdict: verdict === 'cannot tell' ? 'no difference' : verdict,
    base: then.value,
    head: now.value,
    ratio,
    threshold,
  };
}

function spoilerOf(
  { invalidatedAs }: FigureDefinition,
  source: FigureSource,
  found: Record<SideName, FoundIn>,
): string | undefined {
  if (source.kind !== 'rounds' || invalidatedAs === undefined) return undefined;
  for (const side of sides) {
    const spoiler = found[side]
      .filter(({ scenario }) => scenario === source.scenario)
      .flatMap(({ findings }) => findings)
      .find(({ invalidates }) => invalidates.includes(invalidatedAs));
    if (spoiler) return `${spoiler.code} in ${side}: ${spoiler.summary}`;
  }
  return undefined;
}

/**
 * Any figure that is worse makes the server worse; all others ask first for the leading figure, since latency or cold start of a
 * good change can remain unknown for as long as one cares to measure.
 */
export function overallOf(compared: readonly FigureVerdict[]): ComparedServer['verdict'] {
  const verdicts = compared.flatMap((figure) => (figure.state === 'unavailable' ? [] : [figure.verdict]));
  if (verdicts.includes('slower')) return 'slower';
  const leading = leadingOf(compared);
  if (leading.length === 0 || leading.some(isUntold)) return 'cannot tell';
  return verdicts.includes('faster') ? 'faster' : 'no difference';
}
