import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../src/launch/launcher.ts';
import { findK6 } from '../src/load/k6.ts';
import { parseOptions } from '../src/plan/parse-options.ts';
import type { PlannedRound } from '../src/plan/plan.ts';
import { loadOnce } from '../src/run/load-once.ts';
import type { MeasuredRound } from '../src/schema/round.ts';
import type { Trend } from '../src/schema/trend.ts';
import { proportionalMemory } from '../src/system/process/proportional-memory.ts';
import { createWorkspace } from './workspace.ts';

/** Two runners of k6 against the raw samples of the same load, which each writes beside its summary. */
const repository = join(import.meta.dirname, '../../..');
const k6 = findK6(undefined, repository);
const runners = 2;

let server: Server;
let folder: string;
let url: string;
beforeAll(async () => {
  let connections = 0;
  const slow = new WeakSet<object>();
  server = createServer(async (asked, answer) => {
    // As behind a pool of workers that deals out connections: the requests of some are always slow.
    await sleep((asked.url === '/two-modes' && slow.has(asked.socket) ? 30 : 3) + 3 * Math.random());
    answer.end('ok');
  });
  server.on('connection', (socket) => {
    connections += 1;
    if (connections % 10 === 1) slow.add(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'runners-'));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** k6 as it is, which writes its samples too. */
function k6WithSamples(place: string): typeof k6 {
  const path = join(place, 'k6');
  writeFileSync(
    path,
    `#!/bin/sh\ncase $1 in run) shift; set -- run "--out=json=${place}/samples-$$.json" "$@";; esac\nexec "${k6.path}" "$@"\n`,
  );
  chmodSync(path, 0o755);
  return { ...k6, path };
}

/** One measurement by the code that measures every round; this process is the server. */
function measure(name: string, given: object, script?: string): Promise<MeasuredRound> {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  const file = script === undefined ? join(repository, 'k6/closed.ts') : join(place, 'script.js');
  if (script !== undefined) writeFileSync(file, script);
  const options = parseOptions('test', { command: ['true'], runners, ...given });
  return loadOnce(
    {
      round: { server: { options }, round: 0, position: 0 } as PlannedRound,
      scenario: { name, file },
      running: {
        url,
        usage: () => ({ cpuMicros: process.cpuUsage().user, rssBytes: process.memoryUsage.rss() }),
        proportionalMemory: proportionalMemory(() => [process.pid]),
        died: new Promise<never>(() => {}),
      } as unknown as RunningServer,
      k6: k6WithSamples(place),
      log: { writtenBytes: () => 0, end: () => {} },
      before: [],
      folder: place,
      signal: new AbortController().signal,
      onRequests: () => {},
    },
    { duration: options.duration, rate: options.rate, base: join(place, 'round-1') },
  );
}

/** The latencies of each runner, ascending. */
function samplesOf(name: string): number[][] {
  const place = join(folder, name);
  const files = readdirSync(place).filter((file) => file.startsWith('samples-'));
  return files.map((file) =>
    readFileSync(join(place, file), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"metric":"http_req_duration"') && line.includes('"type":"Point"'))
      .map((line) => JSON.parse(line).data.value as number)
      .sort((a, b) => a - b),
  );
}

/** As k6 counts it. */
function percentile(sorted: readonly number[], percent: number): number {
  const place = (percent / 100) * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (above - below) * (place % 1);
}

const most: { figure: 'p50' | 'p95' | 'p99' | 'p999'; percent: number; share: number }[] = [
  { figure: 'p50', percent: 50, share: 0.01 },
  { figure: 'p95', percent: 95, share: 0.01 },
  { figure: 'p99', percent: 99, share: 0.01 },
  { figure: 'p999', percent: 99.9, share: 0.03 },
];

/** By figure, how far a percentile is from that of all samples, as a share of what it may be off. */
function errorsOf(samples: readonly number[][], read: (figure: (typeof most)[number]) => number) {
  const all = samples.flat().sort((a, b) => a - b);
  return most.map((figure) => {
    const truth = percentile(all, figure.percent);
    return Math.abs(read(figure) - truth) / truth / figure.share;
  });
}

test.each(['one-mode', 'two-modes'])('merged percentiles are those of all samples: %s', async (name) => {
  const { load, generator, percentiles } = await measure(name, {
    endpoint: `/${name}`,
    vus: 10,
    duration: '4s',
  });
  const samples = samplesOf(name);
  expect(samples).toHaveLength(runners);
  expect(load.requests).toBe(samples.flat().length);
  const merged = errorsOf(samples, ({ figure }) => load.latencyMs[figure as keyof Trend]!);
  expect(Math.max(...merged)).toBeLessThan(1);
  expect(percentiles).toMatchObject({ from: 'quantile-grids', runners });
  const byMean = errorsOf(
    samples,
    ({ percent }) => samples.reduce((sum, each) => sum + percentile(each, percent), 0) / runners,
  );
  // Runners that see the same agree, and so does their mean; where one has the slow connection, it is no percentile at all.
  if (name === 'two-modes') expect(Math.max(...byMean)).toBeGreaterThan(1);

  expect(generator.runners).toHaveLength(runners);
  expect(generator.runners!.reduce((sum, each) => sum + each.requests, 0)).toBe(load.requests);
  expect(generator.runners!.reduce((sum, each) => sum + each.cores, 0)).toBeCloseTo(generator.cores, 9);
  expect(generator.startSkew).toMatchObject({ state: 'known' });
  expect(load.vusMax ?? 10).toBe(10);
});

test('each runner has its own setup(), and the load is counted without it', async () => {
  const script = `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { scenarios: { c: { executor: 'constant-vus', vus: Number(__ENV.VUS), duration: __ENV.DURATION, gracefulStop: '0s' } } };
export const setup = () => { http.get(__ENV.BASE_URL + '/two-modes'); sleep(1); return { from: 'setup' }; };
export default (data) => { if (data.from !== 'setup') throw new Error('no data'); http.get(__ENV.BASE_URL + '/'); };`;
  const { load, outsideLoad, durationMs } = await measure('setup', { vus: 4, duration: '1s' }, script);
  expect(outsideLoad).toMatchObject({ requests: runners, setupMs: expect.any(Number) });
  expect(durationMs).toBeLessThan(1500);
  expect((load.requestsPerSecond * durationMs) / 1000).toBeCloseTo(load.requests, 3);
});

test('more runners than there is work for is said before anything is asked of the server', async () => {
  const refused = measure('too-many', { runners: 3, vus: 2, duration: '1s' });
  await expect(refused).rejects.toMatchObject({ code: 'RUNNERS_WITHOUT_WORK' });
  expect(samplesOf('too-many').flat()).toEqual([]);
});

test('nx measures by runners, says in the report what was merged, and explains their summaries as one', async () => {
  const command = ['node', 'servers/steady/steady.mjs'];
  const workspace = createWorkspace({ steady: { command, readyPath: '/' } });
  try {
    const { all, exitCode } = await workspace.nx([
      'run',
      'steady:bench',
      '--runners=2',
      '--rounds=1',
      '--warmup=0s',
    ]);
    expect(all).toMatch(
      /each load by 2 runners of k6, which began within [\d.]+ ms; their distributions are merged/,
    );
    expect(exitCode).toBe(0);
    const [round] = workspace.json<{ rounds: MeasuredRound[] }>('dist/bench/steady/result.json').rounds;
    const files = round!.generator.runners!.map(
      ({ k6SummaryFile }) => `--file=dist/bench/steady/${k6SummaryFile}`,
    );
    const explained = await workspace.nx(['run', 'suite:explain', '--merge', '--json', ...files]);
    const [merged] = JSON.parse(
      explained.all.slice(explained.all.indexOf('['), explained.all.lastIndexOf(']') + 1),
    );
    expect(merged).toMatchObject({
      merged: { runners: 2 },
      load: { latencyMs: { p99: round!.load.latencyMs.p99 } },
    });
  } finally {
    workspace.remove();
  }
});
