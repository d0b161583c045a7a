import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type LoadPart, loadMetrics } from './counted-load.ts';
import { type K6Archive, readArchive, withMetadata } from './k6-archive.ts';
import type { Scenario } from './scenario.ts';

/** A script packed so that k6 counts the load of its scenarios apart from `setup()` and `teardown()`. */
export interface PackedScript {
  readonly file: string;
  /** Where its summary has the load. */
  readonly part: LoadPart;
}

export interface Packing {
  readonly scenario: Scenario;
  readonly k6Path: string;
  /** As `k6 run` has them. */
  readonly variables: readonly string[];
  readonly env: Record<string, string>;
  readonly file: string;
  readonly signal: AbortSignal;
}

const tag = { name: 'wasi_bench', value: 'load' };

/** Scripts that were found to have nothing but load: they are packed once in a run, to see that. */
const loadAlone = new WeakSet<Scenario>();

/**
 * k6 sums up all requests of a script, and has no option for the load alone. A threshold makes it sum up the samples of a tag
 * apart, and a scenario may tag its own: so the script is packed with both among its options, and otherwise as it is.
 * Undefined for a script that has neither `setup()` nor `teardown()`, or that k6 cannot pack: it then says why when it runs.
 */
export async function packScript(packing: Packing): Promise<PackedScript | undefined> {
  const { scenario } = packing;
  if (loadAlone.has(scenario)) return undefined;
  const archive = await archived(packing);
  if (archive === undefined) return undefined;
  if (!mayHaveMoreThanLoad(archive)) {
    loadAlone.add(scenario);
    return undefined;
  }
  const { metadata } = archive;
  const { scenarios, thresholds, systemTags } = metadata.options;
  if (!scenarios && systemTags?.includes('scenario') === false) return undefined;
  // k6 names the scenario of the short forms (`vus`, `duration`) so.
  const part: LoadPart = scenarios
    ? { kind: 'tags', name: `${tag.name}:${tag.value}` }
    : { kind: 'scenario', name: 'default' };
  const filter = scenarios ? part.name : `scenario:${part.name}`;
  const tagged = Object.entries(scenarios ?? {}).map(([name, one]) => [
    name,
    { ...one, tags: { ...one.tags, [tag.name]: tag.value } },
  ]);
  const counted = loadMetrics.map((metric) => [`${metric}{${filter}}`, []]);
  await writeFile(
    packing.file,
    withMetadata(archive, {
      ...metadata,
      // Secrets among them; k6 gets all of it when it runs.
      env: {},
      options: {
        ...metadata.options,
        ...(scenarios && { scenarios: Object.fromEntries(tagged) }),
        thresholds: { ...thresholds, ...Object.fromEntries(counted) },
      },
    }),
  );
  return { file: packing.file, part };
}

/** In a folder that nobody else may read: k6 packs the environment too. */
async function archived(packing: Packing): Promise<K6Archive | undefined> {
  const { k6Path, variables, env, scenario, signal } = packing;
  const folder = await mkdtemp(join(tmpdir(), 'wasi-bench-k6-'));
  const file = join(folder, 'script.tar');
  const options = [`--archive-out=${file}`, '--include-system-env-vars', '--no-thresholds'];
  try {
    const { exitCode } = await execa(k6Path, ['archive', ...options, ...variables, scenario.file], {
      stdin: 'ignore',
      env,
      extendEnv: false,
      cancelSignal: signal,
      timeout: 30_000,
      reject: false,
    });
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
