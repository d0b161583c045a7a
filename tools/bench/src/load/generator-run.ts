import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ServerInCluster } from '../launch/launcher.ts';
import { expandHeaders } from '../plan/expand-headers.ts';
import type { PartKey } from '../schema/load-part.ts';
import { type BenchOptions, durationMs } from '../schema/options.ts';
import type { GeneratorName, ScriptExceptions } from '../schema/round.ts';
import { allowedCpus } from '../system/allowed-cpus.ts';
import type { CountedLoad } from './counted-load.ts';
import type { Load } from './find-loads.ts';
import type { K6 } from './k6.ts';
import { type K6Load, k6Load } from './k6-load.ts';
import type { LiveLoad } from './live-load.ts';
import { type Conditions, subMetricsOf, writeK6Config } from './load-parts.ts';
import type { Plan } from './planned-load.ts';
import { startWrk, threadsFor } from './run-wrk.ts';
import { scriptText } from './script-text.ts';
import { asLoad, type RunningLoad } from './start-generator.ts';
import { MEASURED_PHASE } from './summary.ts';
import { workloadForK6, workloadForWrk } from './workload-files.ts';
import { parseWrkSummary } from './wrk-summary.ts';

/** One load that a generator is ready to make. */
export interface GeneratorRun {
  readonly program: GeneratorName;
  /** How many CPUs it can use at once by itself; absent where that is all of them. */
  readonly threads?: number;
  /** What it tells while it runs; wrk tells nothing. */
  readonly live?: LiveLoad;
  /** Of each runner, in the order of the load's meters. */
  readonly summaryFiles: readonly string[];
  /** Start of its load that is not to be measured; 0 with wrk, whose count cannot be asked for on the way. */
  readonly leadInMs: number;
  readonly start: () => RunningLoad;
  /** What its scenarios plan, by k6; undefined where they do not say. Absent where it is no script. */
  readonly plan?: () => Promise<Plan | undefined>;
  /** What parts the script makes of its load, by a run of its own; absent where it is no script. */
  readonly discoverParts?: () => Promise<PartKey[]>;
  /** What its log says of exceptions of the script, once it is done; absent where it is no script, or the log is not here. */
  readonly readExceptions?: () => Promise<ScriptExceptions>;
  /** What it counted, once it is done. */
  readonly readSummary: () => Promise<CountedLoad>;
}

/** The load by the generator that it is for. */
export async function generatorRun({
  load,
  k6,
  url,
  options,
  duration,
  leadInMs = 0,
  isWarmUp = false,
  parts = [],
  base,
  pinnedTo,
  inCluster,
  workspaceRoot = process.cwd(),
  signal,
}: {
  load: Load;
  k6: K6;
  url: string;
  options: BenchOptions;
  /** Without the lead-in. */
  duration: string;
  leadInMs?: number;
  isWarmUp?: boolean;
  /** What k6 is to count by itself. */
  parts?: readonly PartKey[] | undefined;
  /** Of its files, without their endings. */
  base: string;
  /** The only CPUs that the generator may use; absent where it is not pinned. */
  pinnedTo?: string | undefined;
  /** Where the server is, and k6 with it unless the option `generator` says otherwise; absent for one on this machine. */
  inCluster?: ServerInCluster | undefined;
  workspaceRoot?: string;
  signal: AbortSignal;
}): Promise<GeneratorRun> {
  const headers = expandHeaders(url, options.headers, process.env);
  const { workload } = load;
  if ('wrk' in load) {
    const files = { summaryFile: `${base}.wrk.json`, logFile: `${base}.wrk.log` };
    const workloadFile = workload && resolve(dirname(base), 'workload.lua');
    if (workloadFile) await writeFile(workloadFile, workloadForWrk(workload));
    const connections = options.vus;
    const threads = threadsFor(connections, allowedCpus().length);
    return {
      program: 'wrk',
      threads,
      summaryFiles: [files.summaryFile],
      leadInMs: 0,
      start: () =>
        asLoad(
          startWrk({
            wrk: load.wrk,
            url: workload ? `${url}/` : `${url}${options.endpoint}`,
            headers,
            workloadFile,
            connections,
            threads,
            duration,
            ...files,
            pinnedTo,
            signal,
          }),
        ),
      readSummary: async () => {
        const counted = parseWrkSummary(JSON.parse(await readFile(files.summaryFile, 'utf8')), connections);
        const totalMs = (counted.requests / counted.requestsPerSecond) * 1000;
        return { load: counted, totalMs, totalRequests: counted.requests, percentiles: { from: 'samples' } };
      },
    };
  }
  const workloadFile = workload && resolve(dirname(base), 'workload.json');
  if (workloadFile) await writeFile(workloadFile, workloadForK6(workload));
  const configFile = join(dirname(base), 'k6-config.json');
  const script = scriptText(load.file);
  const within: Conditions[] = leadInMs > 0 && tellsLeadIn(script) ? [[MEASURED_PHASE], []] : [[]];
  const apart = { parts, within, redirects: followsRedirects(script) };
  writeK6Config(configFile, isWarmUp ? [] : subMetricsOf(apart, url));
  const byK6: K6Load = {
    k6,
    scenario: load,
    url,
    options,
    headers,
    workloadFile,
    duration: leadInMs > 0 ? `${leadInMs + durationMs(duration)}ms` : duration,
    leadInMs,
    isWarmUp,
    apart,
    configFile,
    base,
    pinnedTo,
    signal,
  };
  if (inCluster === undefined || options.generator === 'local') return k6Load(byK6);
  // Its client library takes long to load: only who uses it waits for that.
  const { clusterLoad } = await import('./kubernetes/cluster-load.ts');
  return clusterLoad(byK6, inCluster, workspaceRoot);
}

/** One that does may tag what it requests after the lead-in. */
const tellsLeadIn = (script: string) => /\bLEAD_IN\b/.test(script);

/** One that does not, for some or all requests, takes a redirect for an answer: nobody then knows which were followed. */
const followsRedirects = (script: string) => !/\b(maxRedirects|redirects)['"]?\s*:\s*0\b/.test(script);
