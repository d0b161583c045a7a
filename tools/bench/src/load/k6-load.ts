import { readFile, rm } from 'node:fs/promises';
import { freePort } from '../system/free-port.ts';
import { type LoadTold, parseCountedLoad } from './counted-load.ts';
import { discoverParts } from './discover-parts.ts';
import { executionSegments } from './execution-segments.ts';
import type { GeneratorRun } from './generator-run.ts';
import { liveK6, liveTogether } from './live-load.ts';
import { parseMergedLoad } from './merged-load.ts';
import type { PackedScript } from './pack-script.ts';
import { inspectK6, type K6Run, startK6, withLoadApart } from './run-k6.ts';
import { startRunners } from './run-k6-runners.ts';
import { scriptExceptions } from './script-exceptions.ts';
import { asLoad, type RunningLoad } from './start-generator.ts';

/** A load by k6 before its files and addresses are known. */
export interface K6Load
  extends Omit<K6Run, 'apiAddress' | 'summaryFile' | 'logFile' | 'segment' | 'isPaused' | 'packed'> {
  /** Of its files, without their endings. */
  readonly base: string;
}

/** The load by as many processes of k6 on this machine as the option `runners` says. */
export async function k6Load({ base, ...load }: K6Load): Promise<GeneratorRun> {
  const { runners } = load.options;
  const segments = runners > 1 ? executionSegments(runners) : [undefined];
  const atStart: K6Run[] = [];
  for (const [index, segment] of segments.entries()) {
    const name = segment ? `${base}.runner-${index + 1}` : base;
    atStart.push({
      ...load,
      segment,
      isPaused: segment !== undefined,
      apiAddress: `127.0.0.1:${await freePort()}`,
      summaryFile: `${name}.k6.json`,
      logFile: `${name}.k6.log`,
    });
  }
  const first = load.isWarmUp ? atStart[0]! : await withLoadApart(atStart[0]!);
  const runs = atStart.map((run) => ({ ...run, packed: first.packed }));
  const lives = runs.map(({ apiAddress }) => liveK6(apiAddress));
  const summaryFiles = runs.map(({ summaryFile }) => summaryFile);
  return {
    program: 'k6',
    live: runners > 1 ? liveTogether(lives) : lives[0]!,
    summaryFiles,
    leadInMs: load.leadInMs ?? 0,
    start: () => {
      const running = runners > 1 ? startRunners(runs, load.signal) : asLoad(startK6(runs[0]!));
      return unpackedAfter(running, first.packed?.file);
    },
    plan: () => inspectK6(first),
    discoverParts: () => discoverParts({ ...first, segment: undefined, isPaused: false }),
    readExceptions: () => scriptExceptions(runs.map(({ logFile }) => logFile)),
    readSummary: summariesReader(summaryFiles, toldBy(load, first.packed)),
  };
}

function unpackedAfter(running: RunningLoad, packed: string | undefined): RunningLoad {
  const unpack = () => rm(packed!, { force: true });
  if (packed !== undefined) running.done.then(unpack, unpack).catch(() => {});
  return running;
}

/** How the summaries of a load tell it and its parts. */
export function toldBy(
  { apart, url }: Pick<K6Run, 'apart' | 'url'>,
  packed: PackedScript | undefined,
): LoadTold {
  const { part, within = apart.within } = packed?.counted ?? {};
  return { part, apart: { ...apart, within }, url };
}

/** Reads what the runners of a load counted, of one or of several. */
export function summariesReader(files: readonly string[], told: LoadTold): GeneratorRun['readSummary'] {
  return async () => {
    const summaries = await Promise.all(
      files.map(async (file): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))),
    );
    return summaries.length > 1 ? parseMergedLoad(summaries, told) : parseCountedLoad(summaries[0], told);
  };
}
