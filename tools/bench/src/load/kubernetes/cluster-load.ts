import { readFile, rm } from 'node:fs/promises';
import { BenchError } from '../../errors/bench-error.ts';
import type { ServerInCluster } from '../../launch/launcher.ts';
import { discoverParts } from '../discover-parts.ts';
import type { GeneratorRun } from '../generator-run.ts';
import { k6Environment } from '../k6-environment.ts';
import type { K6Load } from '../k6-load.ts';
import { summariesReader, toldBy } from '../k6-load.ts';
import { liveK6, liveTogether } from '../live-load.ts';
import { packScript } from '../pack-script.ts';
import { argsOf, inspectK6, type K6Run, packingOf } from '../run-k6.ts';
import { jobRunners } from './job-runners.ts';
import { runnerImage } from './runner-image.ts';
import { apiPort, type LoadObjects } from './runner-objects.ts';
import { startClusterRunners } from './start-cluster-runners.ts';
import { testRunRunners } from './test-run.ts';

/** What an object of etcd may hold, in which the script and its files come to the runners: 1 MiB with all else in it. */
const MOST_ARCHIVE_BYTES = 1_000_000;

/** Names differ within a run; the namespace is the run's own. */
let loads = 0;

/** The load by k6 in the cluster, in as many pods as the option `runners` says. */
export async function clusterLoad(
  { base, ...load }: K6Load,
  { cluster, namespace }: ServerInCluster,
  workspaceRoot: string,
): Promise<GeneratorRun> {
  const { options, k6, signal } = load;
  const { runners } = options;
  const here: K6Run = {
    ...load,
    isPaused: true,
    apiAddress: `0.0.0.0:${apiPort}`,
    summaryFile: `${base}.k6.json`,
    logFile: `${base}.k6.log`,
  };
  const packed = await packScript({ ...packingOf(here), always: true });
  if (packed === undefined) throw unpacked(here);
  const archive = await readFile(packed.file);
  await rm(packed.file, { force: true });
  if (archive.length > MOST_ARCHIVE_BYTES) throw tooLarge(here, archive.length);
  const image = await runnerImage(cluster, { k6, named: options.runnerImage, workspaceRoot });
  loads += 1;
  const objects: LoadObjects = {
    name: `load-${loads}`,
    options,
    image,
    archive,
    config: JSON.parse(await readFile(load.configFile, 'utf8')),
    env: { ...environmentFor(archive), HEADERS: JSON.stringify(load.headers ?? {}) },
    args: argsOf({ ...here, summaryFile: 'stdout' }).filter(
      (arg) => !arg.startsWith('--config=') && arg !== load.scenario.file,
    ),
  };
  const where = { cluster, namespace };
  const kind =
    options.generator === 'k6-operator' ? testRunRunners(where, objects) : jobRunners(where, objects);
  const files = Array.from({ length: runners }, (_, index) => {
    const name = runners > 1 ? `${base}.runner-${index + 1}` : base;
    return { summaryFile: `${name}.k6.json`, logFile: `${name}.k6.log` };
  });
  /** Of their pods, as soon as those have them. */
  const addresses: (string | undefined)[] = files.map(() => undefined);
  const lives = files.map((_, index) => {
    const at = () => liveK6(addresses[index]!);
    return {
      requests: async () => (addresses[index] === undefined ? undefined : at().requests()),
      dropped: async () => (addresses[index] === undefined ? 0 : at().dropped()),
      status: async () => (addresses[index] === undefined ? undefined : at().status()),
    };
  });
  const summaryFiles = files.map(({ summaryFile }) => summaryFile);
  return {
    program: 'k6',
    live: runners > 1 ? liveTogether(lives) : lives[0]!,
    summaryFiles,
    leadInMs: load.leadInMs ?? 0,
    start: () =>
      startClusterRunners({
        ...where,
        kind,
        options,
        files,
        addresses,
        isWarmUp: load.isWarmUp ?? false,
        signal,
      }),
    plan: () => inspectK6(here),
    discoverParts: () => discoverParts({ ...here, isPaused: false, apiAddress: '127.0.0.1:0' }),
    readSummary: summariesReader(summaryFiles, toldBy(load, packed)),
  };
}

/** Of a login, and not what a script of a load reads. */
const ofTheShell =
  /^(PATH|HOME|PWD|OLDPWD|USER|LOGNAME|SHELL|SHLVL|TERM|LANG|LC_.*|TMPDIR|HOSTNAME|_|NX_.*|npm_.*|NODE.*)$/;

/** What k6 has in its environment here, as far as the script, or a file of it, names it: nobody's other secrets go into a cluster. */
export function environmentFor(archive: Buffer, env = process.env): Record<string, string> {
  const text = archive.toString('latin1');
  const { GOGC, GOMEMLIMIT: _, ...all } = k6Environment(env);
  const named = Object.entries(all).filter(
    ([name]) => /^\w+$/.test(name) && !ofTheShell.test(name) && new RegExp(`\\b${name}\\b`).test(text),
  );
  return {
    ...Object.fromEntries(named),
    ...(GOGC !== undefined && { GOGC }),
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  };
}

function unpacked({ k6, scenario, url, options }: K6Run): BenchError {
  return new BenchError(
    'K6_FAILED',
    `expected k6 to pack the scenario "${scenario.name}" for its runners, found that it does not`,
    `See it happen: ${k6.path} archive -e BASE_URL=${url} -e ENDPOINT=${options.endpoint} ${scenario.file}`,
  );
}

function tooLarge({ scenario }: K6Run, bytes: number): BenchError {
  return new BenchError(
    'ARCHIVE_TOO_LARGE',
    `scenario "${scenario.name}": expected a script whose modules and data files come to 1 MB at most, which is what an object of Kubernetes may hold, found ${(bytes / 1e6).toFixed(1)} MB`,
    'Let the script open a part of its data, or load from here: --generator=local.',
  );
}
