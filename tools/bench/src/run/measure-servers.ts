import { randomInt, randomUUID } from 'node:crypto';
import { env } from 'node:process';
import { BenchError } from '../errors/bench-error.ts';
import { asOptions, nameBeside } from '../launch/dependency/start-dependency.ts';
import { launcherOf } from '../launch/launchers.ts';
import { findLoads, type Load } from '../load/find-loads.ts';
import { headersNotRead } from '../load/headers-not-read.ts';
import { findK6, type K6 } from '../load/k6.ts';
import { variablesLeftOut } from '../load/k6-environment.ts';
import { readPinningFacts } from '../noise/pinning-facts.ts';
import { choosePinning } from '../pinning/choose.ts';
import { expandHeaders } from '../plan/expand-headers.ts';
import { atEachLimit } from '../plan/limits.ts';
import { type Plan, type PlannedServer, plan } from '../plan/plan.ts';
import { type BenchOptions, durationMs } from '../schema/options.ts';
import type { LimitLeftOut } from '../schema/provenance.ts';
import type { Result } from '../schema/result.ts';
import { requestsOf } from '../schema/workload.ts';
import { allowedCpus } from '../system/allowed-cpus.ts';
import { formatCores } from '../text/format.ts';
import { untilInterrupted } from './interruption.ts';
import { createProgress, type Progress } from './progress.ts';
import { benchFolder, readResults, serverFolder } from './result-store.ts';
import { run } from './run.ts';
import type { RunSpec } from './run-spec.ts';
import { type Stopping, untilPrecise } from './stopping.ts';

/** For ending k6, removing a container and writing results, beside the time that a server may take to stop. */
const cleanUpMs = 30_000;

/** What a run may have otherwise than a bench has. */
export interface RunVariant {
  /** Default: `dist/bench`. */
  readonly resultsFolder?: string;
  /** By server name. */
  readonly placeOf?: (server: string) => Pick<PlannedServer, 'root' | 'pair' | 'together'>;
  readonly stopping?: Stopping;
  readonly onApart?: (pair: string) => void;
  readonly onRound?: RunSpec['onRound'];
  readonly progressOf?: (plan: Plan, write: (line: string) => void) => Progress;
}

/** Plans and runs the bench of the given servers (options by server name) until the end, or Ctrl-C. */
export async function measureServers(
  optionsByServer: ReadonlyMap<string, unknown>,
  workspaceRoot: string,
  write: (line: string) => void,
  variant: RunVariant = {},
): Promise<Result[]> {
  const { resultsFolder = benchFolder(workspaceRoot), stopping = untilPrecise() } = variant;
  const interruption = untilInterrupted();
  try {
    const ready = await readyToRun(optionsByServer, workspaceRoot, variant);
    const stopMs = ready.plan.servers.map(({ options }) => longestStopMs(options));
    interruption.endWithin(Math.max(0, ...stopMs) + cleanUpMs);
    const leftOut = variablesLeftOut(env);
    if (leftOut.length > 0) {
      write(`${leftOut.join(', ')} in the environment: not handed on to k6, whose load the options say`);
    }
    for (const { cpus, reason } of ready.plan.limitsLeftOut ?? []) {
      write(`limit of ${formatCores(cpus)}: left out, ${reason}`);
    }
    const unread = ready.plan.servers.flatMap(({ server, options }) =>
      headersNotRead(options, ready.scenarios.get(server)!).map(
        (scenario) =>
          `${server}: the script of scenario "${scenario}" does not read HEADERS, so the option "headers" reaches the ready check alone`,
      ),
    );
    for (const line of new Set(unread)) write(line);
    return await run({
      ...ready,
      workspaceRoot,
      resultsFolder,
      stopping,
      onApart: variant.onApart,
      onRound: variant.onRound,
      signal: interruption.signal,
      progress: variant.progressOf
        ? variant.progressOf(ready.plan, write)
        : createProgress(ready.plan, write, {
            earlier: await readResults(workspaceRoot, [...optionsByServer.keys()]).catch(() => []),
          }),
    });
  } finally {
    interruption.stopListening();
  }
}

/** Of every request that the run makes, as they are given. */
function headersOf({ headers, ready, workload, workloads }: BenchOptions): Record<string, string>[] {
  const asked = workload.flatMap((name) => (workloads[name] ? requestsOf(workloads[name]) : []));
  return [headers, ...(ready ? [ready.headers] : []), ...asked.map((request) => request.headers)];
}

/** Everything that bad input can spoil, checked before anything is started. */
async function readyToRun(
  optionsByServer: ReadonlyMap<string, unknown>,
  workspaceRoot: string,
  { placeOf }: RunVariant,
) {
  const pinningFacts = await readPinningFacts(workspaceRoot);
  const atLimits = [...optionsByServer].map(([server, given]) => {
    serverFolder(workspaceRoot, server);
    return { server, ...atEachLimit(server, given, allowedCpus().length) };
  });
  const hasList = atLimits.some(({ isList }) => isList);
  const servers = atLimits.flatMap(({ server, options: each }) =>
    each.map((options): PlannedServer => {
      for (const headers of headersOf(options)) expandHeaders(server, headers, env);
      const pinning = choosePinning(server, options, pinningFacts);
      return {
        server,
        label: options.label ?? server,
        options,
        ...(hasList && { cpus: options.cpus }),
        pinning,
        ...placeOf?.(server),
      };
    }),
  );
  for (const { server, options } of servers) {
    await launcherOf[options.launcher].checkLimits({ server, options, workspaceRoot });
    for (const dependency of options.dependencies) {
      const beside = asOptions(server, dependency, options);
      await launcherOf[beside.launcher].checkLimits({
        server: nameBeside(server, dependency),
        options: beside,
        workspaceRoot,
      });
    }
  }
  const scenarios = new Map<string, Load[]>();
  for (const { server, options } of servers) {
    if (scenarios.has(server)) continue;
    scenarios.set(server, await findLoads(options, workspaceRoot));
  }
  const seed =
    servers.find(({ options }) => options.seed !== undefined)?.options.seed ?? randomInt(0x7fffffff);
  return {
    plan: plan(servers, {
      runId: randomUUID(),
      seed,
      startedAt: new Date().toISOString(),
      limitsLeftOut: distinctLimits(atLimits.flatMap(({ leftOut }) => leftOut)),
    }),
    scenarios,
    k6: oneK6(servers, workspaceRoot),
  };
}

/** A server and what runs beside it are stopped one after the other. */
function longestStopMs({ stopTimeout, dependencies }: BenchOptions): number {
  return [stopTimeout, ...dependencies.map((dependency) => dependency.stopTimeout)].reduce(
    (sum, each) => sum + durationMs(each),
    0,
  );
}

function distinctLimits(limits: readonly LimitLeftOut[]): LimitLeftOut[] {
  return [...new Map(limits.map((limit) => [limit.cpus, limit])).values()];
}

function oneK6(servers: readonly PlannedServer[], workspaceRoot: string): K6 {
  const named = new Set(servers.map(({ options }) => options.k6));
  if (named.size === 1) return findK6([...named][0], workspaceRoot);
  throw new BenchError(
    'INVALID_OPTION',
    `option "k6": expected the same program for every server of a run, found ${[...named].join(', ')}`,
    'Set it once, in targetDefaults of nx.json or by K6_PATH.',
  );
}
