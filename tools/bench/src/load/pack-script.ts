import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { onCpus } from '../pinning/taskset.ts';
import { type LoadPart, loadMetrics } from './counted-load.ts';
import { type K6Archive, readArchive, withMetadata } from './k6-archive.ts';
import { type Conditions, type CountedApart, partsOfThresholds, subMetricsOf } from './load-parts.ts';
import type { Scenario } from './scenario.ts';

/** A script packed so that k6 counts by itself what its own options would leave out. */
export interface PackedScript {
  readonly file: string;
  readonly counted: {
    /** Where its summary has the load; undefined where all is load. */
    readonly part?: LoadPart;
    /** Where its summary has the parts of the load. */
    readonly within: readonly Conditions[];
  };
}

export interface Packing {
  readonly scenario: Scenario;
  readonly k6Path: string;
  /** The only CPUs that k6 may use, as when it runs; absent where it is not pinned. */
  readonly pinnedTo?: string | undefined;
  /** As `k6 run` has them. */
  readonly variables: readonly string[];
  readonly env: Record<string, string>;
  readonly url: string;
  readonly apart: CountedApart;
  readonly file: string;
  readonly signal: AbortSignal;
  /** Also where it would run as it stands: to be run elsewhere. */
  readonly always?: boolean;
}

const tag = { name: 'wasi_bench', value: 'load' };

/** Scripts that were found to need no packing: they are packed once in a run, to see that. */
const runAsTheyStand = new WeakSet<Scenario>();

/**
 * k6 sums up all requests of a script, and has no option for the load alone. A threshold makes it sum up the samples of a tag
 * apart, and a scenario may tag its own: so the script is packed with both among its options, and otherwise as it is. Thresholds of
 * the script's own go before those of a configuration: so what is to be counted is packed beside them.
 * Undefined for a script that has neither them nor `setup()` or `teardown()`, or that k6 cannot pack: it then says why when it runs.
 */
export async function packScript(packing: Packing): Promise<PackedScript | undefined> {
  const { scenario, url, apart, file } = packing;
  if (!packing.always && runAsTheyStand.has(scenario)) return undefined;
  const archive = await archived(packing);
  if (archive === undefined) return undefined;
  const { metadata } = archive;
  const { scenarios, thresholds } = metadata.options;
  const load = mayHaveMoreThanLoad(archive) ? loadIn(archive) : undefined;
  const within = load ? apart.within.map((conditions) => [...conditions, load.filter]) : apart.within;
  const named = Object.keys(thresholds ?? {});
  const parts = [...apart.parts, ...partsOfThresholds(named, url)];
  const counted = [
    ...(load ? loadMetrics.map((metric) => `${metric}{${load.filter}}`) : []),
    ...subMetricsOf({ ...apart, parts, within }, url),
  ];
  const needed = subMetricsOf({ ...apart, parts, within: within.slice(0, 1) }, url);
  if (!packing.always && load === undefined && needed.every((name) => named.includes(name))) {
    runAsTheyStand.add(scenario);
    return undefined;
  }
  await writeFile(
    file,
    withMetadata(archive, {
      ...metadata,
      // Secrets among them; k6 gets all of it when it runs.
      env: {},
      options: {
        ...metadata.options,
        ...(load && scenarios && { scenarios: tagged(scenarios) }),
        thresholds: { ...Object.fromEntries(counted.map((name) => [name, []])), ...thresholds },
      },
    }),
  );
  return { file, counted: { ...(load && { part: load.part }), within } };
}

/** How the samples of the scenarios are told from others; undefined where they are not. */
function loadIn({ metadata: { options } }: K6Archive): { part: LoadPart; filter: string } | undefined {
  if (options.scenarios) {
    const name = `${tag.name}:${tag.value}`;
    return { part: { kind: 'tags', name }, filter: name };
  }
  if (options.systemTags?.includes('scenario') === false) return undefined;
  // k6 names the scenario of the short forms (`vus`, `duration`) so.
  return { part: { kind: 'scenario', name: 'default' }, filter: 'scenario:default' };
}

type Scenarios = NonNullable<K6Archive['metadata']['options']['scenarios']>;

function tagged(scenarios: Scenarios): Scenarios {
  return Object.fromEntries(
    Object.entries(scenarios).map(([name, one]) => [
      name,
      { ...one, tags: { ...one.tags, [tag.name]: tag.value } },
    ]),
  );
}

/** In a folder that nobody else may read: k6 packs the environment too. */
async function archived(packing: Packing): Promise<K6Archive | undefined> {
  const { k6Path, pinnedTo, variables, env, scenario, signal } = packing;
  const folder = await mkdtemp(join(tmpdir(), 'wasi-bench-k6-'));
  const file = join(folder, 'script.tar');
  const options = [`--archive-out=${file}`, '--include-system-env-vars', '--no-thresholds'];
  try {
    const { exitCode } = await execa(
      ...onCpus(pinnedTo, k6Path, ['archive', ...options, ...variables, scenario.file]),
      {
        stdin: 'ignore',
        env,
        extendEnv: false,
        cancelSignal: signal,
        timeout: 30_000,
        reject: false,
      },
    );
    return exitCode === 0 ? readArchive(await readFile(file)) : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An exported name stands in the text of the script, or of one that it imports; files that it opens may hold the word too. */
function mayHaveMoreThanLoad({ tar, filesBegin }: K6Archive): boolean {
  const files = tar.subarray(filesBegin);
  return files.includes('setup') || files.includes('teardown');
}
