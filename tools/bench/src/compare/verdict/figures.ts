import { measuredRoundsOf } from '../../analyse/paired-rounds.ts';
import type { FigureDefinition } from '../../schema/figures/definition.ts';
import { figures } from '../../schema/figures/entries.ts';
import type { FigureName } from '../../schema/figures/registry.ts';
import { ENDPOINT, loadNames, scenarioOf } from '../../schema/load-name.ts';
import type { RecordedOptions } from '../../schema/recorded-options.ts';
import type { Reading, Result } from '../../schema/result.ts';

/** The size of change that matters by figure, as a share. A figure that is not named is not compared. */
export type Thresholds = Partial<Record<FigureName, number>>;

/** The options that say under which loads a server is measured. */
type LoadOptions = Pick<RecordedOptions, 'scenarios' | 'workload' | 'cpus' | 'rateShare'>;

/** Where a figure of a server is read from in a load. */
export type FigureSource =
  /** In each round of a scenario, by round. */
  | {
      readonly kind: 'rounds';
      readonly scenario: string;
      readonly read: (result: Result) => Map<number, number>;
    }
  /** In each launch, by round. */
  | { readonly kind: 'launches'; readonly read: (result: Result) => Map<number, number> }
  /** Once. */
  | { readonly kind: 'fixed'; readonly read: (result: Result) => Reading }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Where a figure is read: once if it is of the server or its launches, else in a load of each workload. Capacity is what a closed
 * load reaches where the server has less CPU than it could use, latency that of a load at a rate which the server can hold, all else
 * is of the first load.
 */
export function sourcesOf(
  name: FigureName,
  { workload = [ENDPOINT], scenarios = [], cpus, rateShare }: LoadOptions,
): FigureSource[] {
  const ofEach = workload.map((each) =>
    sourceOf(name, {
      scenarios: loadNames({ scenarios, workload: [each] }),
      limited: cpus !== undefined,
      shared: rateShare !== undefined,
    }),
  );
  return ofEach[0]!.kind === 'rounds' ? ofEach : ofEach.slice(0, 1);
}

function sourceOf(name: FigureName, load: Load): FigureSource {
  const definition: FigureDefinition = figures[name];
  if (definition.ofResult) {
    const { ofResult } = definition;
    const read = (result: Result) => ofResult(result);
    if (name === 'coldStartMs') {
      return { kind: 'launches', read: (result) => new Map((read(result) as number[]).entries()) };
    }
    return {
      kind: 'fixed',
      read: (result) => (read(result) as Reading | undefined) ?? { state: 'unknown', reason: 'not measured' },
    };
  }
  const { ofRound } = definition;
  if (!ofRound) return { kind: 'none', reason: 'it is not a figure of a round' };
  const place = scenarioFor(name, load);
  if ('reason' in place) return { kind: 'none', ...place };
  return {
    kind: 'rounds',
    scenario: place.scenario,
    read: (result) =>
      new Map(
        measuredRoundsOf(result, place.scenario).flatMap((round) => {
          const value = ofRound(round);
          return value === undefined ? [] : [[round.round, value]];
        }),
      ),
  };
}

interface Load {
  readonly scenarios: readonly string[];
  readonly limited: boolean;
  readonly shared: boolean;
}

function scenarioFor(
  name: FigureName,
  { scenarios, limited, shared }: Load,
): { scenario: string } | { reason: string } {
  const [first] = scenarios;
  if (name === 'capacityRequestsPerSecond') {
    const search = scenarios.find((scenario) => scenarioOf(scenario) === 'capacity');
    return search ? { scenario: search } : { reason: 'the load has no scenario "capacity"' };
  }
  if (name === 'requestsPerSecond' && !limited) {
    return { reason: 'without a CPU limit it is the capacity of the generator as well' };
  }
  if (name.startsWith('latency') || name.startsWith('waiting') || name.startsWith('receiving')) {
    const open = shared ? scenarios[1] : scenarios.find((scenario) => scenarioOf(scenario) === 'open');
    return open ? { scenario: open } : { reason: 'no load at a rate that the server can hold' };
  }
  return first === undefined ? { reason: 'it was under no load' } : { scenario: first };
}
