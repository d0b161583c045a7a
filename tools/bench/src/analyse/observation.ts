import { median } from 'simple-statistics';
import type { Failure } from '../schema/failure.ts';
import { type LoadModel, modelOf, type PlannedLoad } from '../schema/planned-load.ts';
import type { RecordedOptions } from '../schema/recorded-options.ts';
import type {
  GeneratorName,
  MeasuredRound,
  ObservedLoad,
  ScriptExceptions,
  ServerCpuLimit,
  Throttling,
} from '../schema/round.ts';
import type { Trend } from '../schema/trend.ts';
import { serverCoresOf } from './round-cpu.ts';

/** Mean busy cores over the load, and the cores there are. */
export interface ObservedCpu {
  cpus: number;
  serverCores: number;
  /** What the server may use at most; absent where it has the whole machine. */
  serverLimit?: ServerCpuLimit;
  generatorCores: number;
  /** How many cores it can use at most, by its threads or its pinning; absent where it has the whole machine. */
  generatorMostCores?: number;
  /** Of each runner that has a limit of its own, in the order of the runners. */
  limitedRunners?: { runner: number; cores: number; limitCores: number }[];
  /** Stolen ones included. */
  foreignCores: number;
  /** What the hypervisor took; absent where the system does not count it. */
  stolenCores?: number;
  idleCores: number;
}

/** What a dependency of the server did, over the rounds. */
export interface ObservedDependency {
  name: string;
  /** Mean busy cores, the median of the rounds. */
  cores: number;
  /** What it may use at most; absent where it has the whole machine. */
  limit?: ServerCpuLimit;
  /** Of the periods of its quota, 0 to 1; absent where it has none. */
  throttledShare?: number;
  /** What it answered when it could not be used after the load, in each round where it could not. */
  notReady: readonly string[];
}

/** The options that a remedy may refer to; absent where they are not known. */
export type ObservedOptions = Pick<
  RecordedOptions,
  'vus' | 'rate' | 'warmup' | 'duration' | 'rounds' | 'launcher'
>;

/**
 * What the findings look at: one server under one scenario. A k6 summary alone gives `load` and nothing
 * else.
 */
export interface Observation {
  /** What made the load. */
  generator: GeneratorName;
  load: ObservedLoad & {
    /** Of the rounds whole, lead-in and graceful stop included, as failures, checks and bytes are counted. */
    requestsWithOutside?: number;
  };
  cpu?: ObservedCpu;
  /** Absent where the server declares none, and where that is not known. */
  dependencies?: readonly ObservedDependency[];
  /** Why rounds are missing; absent where none is. */
  failures?: readonly Failure[];
  /** Sums over rounds; absent where no cgroup with a quota was in sight. */
  throttling?: Throttling;
  /** What the server wrote to its standard output and error, bytes; a sum over rounds. */
  loggedBytes?: number;
  /** Sums over rounds; absent where a round does not tell. */
  exceptions?: ScriptExceptions;
  /** What the script says of its load; absent where that is not known. */
  planned?: PlannedLoad;
  /** Of `planned`. */
  model?: LoadModel;
  rounds: readonly MeasuredRound[];
  options: ObservedOptions;
  /** To how many ms the times of a summary are rounded, where that is coarse. */
  timesRoundedToMs?: number;
  /** Of the network between generator and server, ms; absent where both are known to be near. */
  roundTripAtMostMs?: number;
}

/** Counts are sums over the rounds, rates and times medians over them. `rounds` holds one at least. */
export function observationOfRounds(rounds: readonly MeasuredRound[], options: RecordedOptions): Observation {
  const sum = (read: (round: MeasuredRound) => number) =>
    rounds.reduce((total, round) => total + read(round), 0);
  const middle = (read: (round: MeasuredRound) => number) => median(rounds.map(read));
  const trend = (trends: readonly Trend[]): Trend => {
    const of = (statistic: Exclude<keyof Trend, 'p999'>) => median(trends.map((each) => each[statistic]));
    return {
      avg: of('avg'),
      min: of('min'),
      p50: of('p50'),
      p90: of('p90'),
      p95: of('p95'),
      p99: of('p99'),
      max: of('max'),
    };
  };
  /** Of a trend that k6 alone has. */
  const trendByK6 = (name: 'waitingMs' | 'receivingMs' | 'blockedMs' | 'iterationMs') => {
    const trends = rounds.flatMap((round) => round.load[name] ?? []);
    return trends.length > 0 && { [name]: trend(trends) };
  };
  const stolen = rounds.flatMap((round) => round.machine.stolenCores ?? []);
  const vusMax = rounds.flatMap((round) => round.load.vusMax ?? []);
  const generator = rounds[0]!.generator.program ?? 'k6';
  const { planned } = rounds[0]!;
  const throttled = rounds.flatMap((round) => round.server.throttling ?? []);
  return {
    generator,
    load: {
      requests: sum((round) => round.load.requests),
      requestsWithOutside: sum(({ load, outsideLoad }) => load.requests + (outsideLoad?.requests ?? 0)),
      requestsPerSecond: middle((round) => round.load.requestsPerSecond),
      ...(rounds.every(countsFailures) && { failedRequests: sum(failuresOf) }),
      failedChecks: sum((round) => round.load.failedChecks),
      iterations: sum((round) => round.load.iterations),
      droppedIterations: sum((round) => round.load.droppedIterations),
      ...(vusMax.length > 0 && { vusMax: median(vusMax) }),
      latencyMs: trend(rounds.map((round) => round.load.latencyMs)),
      ...trendByK6('waitingMs'),
      ...trendByK6('receivingMs'),
      ...trendByK6('blockedMs'),
      ...(generator === 'wrk' && { iterationMs: { avg: middle(connectionMsPerRequest) } }),
      ...trendByK6('iterationMs'),
      receivedBytes: sum((round) => round.load.receivedBytes),
    },
    cpu: {
      cpus: rounds[0]!.machine.cpus,
      serverCores: middle(serverCoresOf),
      ...serverLimit(rounds[0]!),
      generatorCores: middle((round) => round.generator.cores),
      ...generatorMostCores(rounds[0]!),
      ...limitedRunners(rounds),
      foreignCores: middle((round) => round.machine.foreignCores),
      ...(stolen.length > 0 && { stolenCores: median(stolen) }),
      idleCores: middle((round) => round.machine.idleCores),
    },
    ...observedDependencies(rounds),
    ...(throttled.length > 0 && { throttling: totalOf(throttled) }),
    ...(rounds.every(({ server }) => server.loggedBytes !== undefined) && {
      loggedBytes: sum(({ server }) => server.loggedBytes ?? 0),
    }),
    ...observedExceptions(rounds),
    ...(planned && { planned, model: modelOf(planned) }),
    rounds,
    options: { ...observedOptions(options), ...plannedOptions(planned), ...chosenRate(rounds) },
  };
}

function observedExceptions(rounds: readonly MeasuredRound[]): Pick<Observation, 'exceptions'> {
  const told = rounds.flatMap(({ generator }) => generator.exceptions ?? []);
  if (told.length < rounds.length) return {};
  const first = told.find((each) => each.first !== undefined)?.first;
  return {
    exceptions: {
      iterations: told.reduce((sum, { iterations }) => sum + iterations, 0),
      isWhole: told.every(({ isWhole }) => isWhole),
      ...(first !== undefined && { first }),
    },
  };
}

function totalOf(throttled: readonly Throttling[]): Throttling {
  const sum = (of: keyof Throttling) => throttled.reduce((total, each) => total + each[of], 0);
  return {
    throttledPeriods: sum('throttledPeriods'),
    totalPeriods: sum('totalPeriods'),
    throttledMicros: sum('throttledMicros'),
  };
}

function observedDependencies(rounds: readonly MeasuredRound[]): Pick<Observation, 'dependencies'> {
  const [first] = rounds;
  if (first?.dependencies === undefined) return {};
  return {
    dependencies: first.dependencies.map(({ name, cpuLimit }) => {
      const each = rounds.flatMap((round) =>
        (round.dependencies ?? [])
          .filter((one) => one.name === name)
          .map((one) => ({ ...one, cores: one.cpuMicros / 1000 / round.durationMs })),
      );
      const { throttledPeriods, totalPeriods } = totalOf(each.flatMap((one) => one.throttling ?? []));
      return {
        name,
        cores: median(each.map(({ cores }) => cores)),
        ...(cpuLimit && { limit: cpuLimit }),
        ...(totalPeriods > 0 && { throttledShare: throttledPeriods / totalPeriods }),
        notReady: each.flatMap(({ afterLoad }) => (afterLoad.state === 'ready' ? [] : [afterLoad.found])),
      };
    }),
  };
}

/** A connection of wrk's does nothing but request, so that Little's law gives the mean of what k6 calls an iteration. */
function connectionMsPerRequest({ load }: MeasuredRound): number {
  return ((load.vusMax ?? 0) / load.requestsPerSecond) * 1000;
}

function serverLimit({ server }: MeasuredRound): Pick<ObservedCpu, 'serverLimit'> {
  if (server.cpuLimit) return { serverLimit: server.cpuLimit };
  return server.pinnedCpus === undefined ? {} : { serverLimit: { by: 'cpuset', cores: server.pinnedCpus } };
}

function generatorMostCores({ generator, machine }: MeasuredRound): Pick<ObservedCpu, 'generatorMostCores'> {
  const most = Math.min(generator.threads ?? machine.cpus, generator.pinnedCpus ?? machine.cpus);
  return most < machine.cpus ? { generatorMostCores: most } : {};
}

function limitedRunners(rounds: readonly MeasuredRound[]): Pick<ObservedCpu, 'limitedRunners'> {
  const limited = (rounds[0]!.generator.runners ?? []).flatMap(({ limitCores }, index) =>
    limitCores === undefined
      ? []
      : [
          {
            runner: index + 1,
            cores: median(rounds.flatMap(({ generator }) => generator.runners?.[index]?.cores ?? [])),
            limitCores,
          },
        ],
  );
  return limited.length > 0 ? { limitedRunners: limited } : {};
}

/** What a script has in the place of the options: it need not read them. */
function plannedOptions(planned: PlannedLoad | undefined): Pick<ObservedOptions, 'rate' | 'vus'> {
  if (planned === undefined || modelOf(planned) === 'closed') return {};
  const { mostIterationsPerSecond: rate, mostVus: vus } = planned;
  return { vus, ...(rate !== undefined && { rate }) };
}

/** A rate that the run has chosen takes the place of the option. */
function chosenRate(rounds: readonly MeasuredRound[]): Pick<ObservedOptions, 'rate'> {
  const rates = rounds.flatMap(({ rate }) => rate ?? []);
  return rates.length > 0 ? { rate: median(rates) } : {};
}

function observedOptions({
  vus,
  rate,
  rounds,
  warmup,
  duration,
  launcher,
}: RecordedOptions): ObservedOptions {
  return { vus, rate, rounds, warmup, duration, launcher };
}

const countsFailures = ({ load }: MeasuredRound) => load.failedRequests !== undefined;
const failuresOf = ({ load }: MeasuredRound) => load.failedRequests ?? 0;
