import { relative } from 'node:path';
import type { RunningServer } from '../launch/launcher.ts';
import type { Load } from '../load/find-loads.ts';
import { type GeneratorRun, generatorRun } from '../load/generator-run.ts';
import type { K6 } from '../load/k6.ts';
import { dependenciesInLoad, type ReadDependency } from '../observe/dependencies-in-load.ts';
import { loadWindow } from '../observe/load-window.ts';
import { type Sampler, startSampler } from '../observe/sampler.ts';
import { throttlingBetween } from '../observe/throttling-between.ts';
import { cpuLimitOf } from '../plan/cpu-limit.ts';
import type { PlannedRound } from '../plan/plan.ts';
import type { PartKey } from '../schema/load-part.ts';
import { durationMs } from '../schema/options.ts';
import type { Reading } from '../schema/result.ts';
import type { MeasuredRound, Round } from '../schema/round.ts';
import { anySignal } from '../system/any-signal.ts';
import { parseCpuList } from '../system/cpu-list.ts';
import type { LogWatch } from '../system/log-file.ts';
import type { Beside } from './dependencies.ts';
import { ownLoad } from './own-load.ts';
import type { Participant } from './together.ts';

export interface LoadSpec {
  readonly round: PlannedRound;
  readonly scenario: Load;
  readonly running: RunningServer;
  /** What runs beside the server; absent where nothing does. */
  readonly beside?: Pick<Beside, 'dependencies' | 'idleOnes'>;
  /** What the server writes to its standard output and error. */
  readonly log: LogWatch;
  readonly k6: K6;
  readonly workspaceRoot?: string;
  /** What was measured of this server before, in earlier rounds and in this one. */
  readonly before: readonly Round[];
  /** Folder of the server's result.json. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Of servers that are measured at the same time. */
  readonly participant?: Participant | undefined;
  readonly onRequests: (requests: number) => void;
}

/** What one load is, beside the scenario that it runs. */
export interface LoadShape {
  /** Without the lead-in. */
  readonly duration: string;
  readonly leadInMs?: number;
  readonly rate: number;
  /** Of its files, without their endings. */
  readonly base: string;
  /** What k6 counts by itself; none where left out. */
  readonly parts?: readonly PartKey[] | undefined;
}

/** Runs the scenario once and measures everything about it. */
export function loadOnce(spec: LoadSpec, shape: LoadShape): Promise<MeasuredRound> {
  return whileAlive(spec, async (signal) => measured(spec, shape, await planned(spec, shape, signal)));
}

/** The scenario, ready to run. */
export function planned(
  spec: LoadSpec,
  { duration, leadInMs = 0, rate, base, parts }: LoadShape,
  signal: AbortSignal,
  isWarmUp = false,
): Promise<GeneratorRun> {
  const { scenario, k6, running, round } = spec;
  const options = { ...round.server.options, rate };
  const pinnedTo = pinnedOf(spec)?.generatorCpus;
  return generatorRun({
    load: scenario,
    k6,
    url: running.url,
    options,
    duration,
    leadInMs,
    isWarmUp,
    parts,
    base,
    pinnedTo,
    inCluster: running.inCluster,
    workspaceRoot: spec.workspaceRoot,
    signal,
  });
}

function pinnedOf({ round }: LoadSpec) {
  const { pinning } = round.server;
  return pinning?.state === 'pinned' ? pinning : undefined;
}

/** The signal ends the generator when the server dies, and with the run. */
export async function whileAlive<T>(
  { signal, running }: LoadSpec,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const failing = new AbortController();
  const done = work(anySignal(signal, failing.signal));
  try {
    return await Promise.race([done, running.died]);
  } catch (error) {
    failing.abort(error);
    await done.catch(() => {});
    throw error;
  }
}

async function measured(spec: LoadSpec, shape: LoadShape, run: GeneratorRun): Promise<MeasuredRound> {
  const { round, scenario, running, folder } = spec;
  await running.remote?.settle();
  const startedAt = new Date().toISOString();
  const generator = run.start();
  spec.participant?.contribute(...generator.meters);
  const loggedBefore = spec.log.writtenBytes();
  const peak = running.proportionalMemory.startPeak();
  const sampler = startSampler({
    server: running.usage,
    throttling: running.throttling,
    dependencies: spec.beside?.dependencies,
    idleOnes: [...(spec.beside?.idleOnes ?? []), ...(spec.participant ? [spec.participant.others] : [])],
    peak,
    generator: generator.meters,
    live: run.live,
    durationMs: run.leadInMs + durationMs(shape.duration),
    leadInMs: run.leadInMs,
    onRequests: spec.onRequests,
  });
  let readings: ReturnType<typeof sampler.stop>;
  let pssPeak: Reading;
  let loggedBytes: number;
  try {
    await generator.done;
  } finally {
    readings = sampler.stop();
    pssPeak = peak.end();
    loggedBytes = Math.max(0, spec.log.writtenBytes() - loggedBefore);
  }

  readings = await withRemoteCpu(readings, spec, { startedAt: sampler.startedAt, leadInMs: run.leadInMs });
  const afterLoad = await afterLoadOf(spec.beside);
  const incomplete = running.accountFault?.();
  if (incomplete) throw incomplete;
  const counted = await run.readSummary();
  const exceptions = await run.readExceptions?.();
  const own = await ownLoad(counted, { run, shape, readings, phases: sampler.phases() });
  const { load, loadMs, inLoad } = own;
  const cpuMicros = own.grewBy((reading) => reading.serverCpuMicros);
  const coresOfRunners = generator.cores?.();
  const window = loadWindow(inLoad, loadMs, { knownCores: sumOfKnown(coresOfRunners) });
  const { generatorCores, runnerCores, executorCores, machine, samples } = window;
  const summaryFiles = run.summaryFiles.map((file) => relative(folder, file));
  const { limitCores } = generator;
  const isToldApart = generator.meters.length > 1 || limitCores !== undefined;
  const runners = (isToldApart ? runnerCores : undefined)?.map((cores, index) => ({
    cpuMicros: readings.at(-1)!.runnerCpuMicros![index]!,
    cores: coresOfRunners?.[index] ?? cores,
    ...(limitCores !== undefined && { limitCores }),
    requests: counted.runnerRequests?.[index] ?? counted.totalRequests,
    k6SummaryFile: summaryFiles[index]!,
  }));
  const throttling = throttlingBetween(inLoad[0]?.throttling, inLoad.at(-1)?.throttling);
  const dependencies = dependenciesInLoad(afterLoad, own);
  const pinned = pinnedOf(spec);
  return {
    status: 'measured',
    round: round.round,
    position: round.position,
    scenario: scenario.name,
    startedAt,
    durationMs: loadMs,
    load,
    ...(own.outsideLoad && { outsideLoad: own.outsideLoad }),
    ...(summaryFiles.length === 1 && { [`${run.program}SummaryFile`]: summaryFiles[0] }),
    percentiles: counted.percentiles,
    server: {
      cpuMicros,
      cpuMicrosPerRequest: cpuMicros / load.requests,
      ...(pssPeak.state === 'known' && { pssPeakBytes: pssPeak.value }),
      rssPeakBytes: Math.max(...inLoad.map((reading) => reading.serverRssBytes)),
      ...(pinned && { pinnedCpus: parseCpuList(pinned.serverCpus).length }),
      ...cpuLimitOf(round.server.options, machine.cpus),
      ...(throttling && { throttling }),
      loggedBytes,
    },
    generator: {
      program: run.program,
      ...(run.threads && { threads: run.threads }),
      cpuMicros: readings.at(-1)!.generatorCpuMicros,
      cores: generatorCores,
      ...(pinned && { pinnedCpus: parseCpuList(pinned.generatorCpus).length }),
      ...(runners && { runners }),
      ...(exceptions && { exceptions }),
      ...(summaryFiles.length > 1 && { startSkew: generator.startSkew!() }),
    },
    executor: { cores: executorCores },
    machine,
    ...(dependencies.length > 0 && { dependencies }),
    samples,
  };
}

function sumOfKnown(cores: readonly (number | undefined)[] | undefined): number | undefined {
  const known = cores?.filter((each) => each !== undefined);
  return known && known.length === cores?.length ? known.reduce((sum, each) => sum + each, 0) : undefined;
}

/** The same readings, with the CPU time of the server as it is known now, where somebody else counts it. */
async function withRemoteCpu(
  readings: ReturnType<Sampler['stop']>,
  { running: { remote } }: LoadSpec,
  { startedAt, leadInMs }: { startedAt: number; leadInMs: number },
): Promise<ReturnType<Sampler['stop']>> {
  if (remote === undefined) return readings;
  const moments = readings.map(({ atMs }) => startedAt + atMs);
  const span = { fromMs: moments[0]!, toMs: moments.at(-1)! };
  const cpuMicros = await remote.cpuMicrosAt(moments, leadInMs > 0 ? span : undefined);
  return readings.map((reading, index) => ({ ...reading, serverCpuMicros: cpuMicros[index]! }));
}

/** Asked once, after the load, by what said before it that they can be used. */
function afterLoadOf(
  { dependencies }: Pick<Beside, 'dependencies'> = { dependencies: [] },
): Promise<ReadDependency[]> {
  return Promise.all(
    dependencies.map(async ({ name, account, cpuLimit, ask }) => {
      const answer = await ask();
      return {
        name,
        account: account.kind,
        cpuLimit,
        afterLoad: answer.isReady ? { state: 'ready' } : { state: 'not-ready', found: answer.found },
      };
    }),
  );
}
