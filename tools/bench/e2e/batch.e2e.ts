import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../src/schema/report.ts';
import type { Result } from '../src/schema/result.ts';
import { processesWith } from './processes.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const steady = (name: string) => ({ command: ['node', `servers/${name}/steady.mjs`], readyPath: '/' });
let workspace: Workspace;

const result = (server: string) => workspace.json<Result>(`dist/bench/${server}/result.json`);
const runIds = () => ['a', 'b', 'c'].map((server) => result(server).runId);
const bench = (env: Record<string, string> = {}, ...args: string[]) =>
  workspace.nx(['run-many', '-t', 'bench', ...args], env);

beforeAll(() => {
  workspace = createWorkspace({ a: steady('a'), b: steady('b'), c: steady('c') });
});
afterAll(() => workspace.remove());

test('a cold run measures every server in one batch and ends with one table', async () => {
  const { all, exitCode } = await bench({}, '--seed=7');
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/Running 3 tasks with @wasi-bench\/nx:bench/);
  expect(all).toMatch(/seed 7 · order of rounds: ([abc] ){5}[abc]/);
  expect(new Set(runIds()).size).toBe(1);
  const report = workspace.json<Report>('dist/bench/report.json');
  expect(report.rows.map(({ server, status }) => [server, status])).toEqual([
    ['a', 'measured'],
    ['b', 'measured'],
    ['c', 'measured'],
  ]);
  expect(report.rows.every((row) => row.status === 'measured' && row.failedRequests === 0)).toBe(true);
  expect(all?.match(/Platform/g)).toHaveLength(1);
  expect(processesWith(workspace.root)).toEqual([]);
});

test("the figures are k6's own: the summaries beside the results give them again", () => {
  for (const server of ['a', 'b', 'c']) {
    const { rounds } = result(server);
    expect(rounds).toHaveLength(2);
    for (const round of rounds) {
      if (round.status !== 'measured') throw new Error(round.error.message);
      const { metrics } = workspace.json<{ metrics: Record<string, Record<string, number>> }>(
        `dist/bench/${server}/${round.k6SummaryFile}`,
      );
      const { count = 0, rate = 0 } = metrics.http_reqs ?? {};
      const { load, outsideLoad } = round;
      expect(load.requests + (outsideLoad?.requests ?? 0)).toBe(count);
      if (outsideLoad === undefined) expect(load.requestsPerSecond).toBe(rate);
      else {
        // On a busy machine k6 ends later than the load.
        const seconds = count / rate - outsideLoad.afterMs / 1000;
        expect(load.requestsPerSecond).toBeCloseTo(load.requests / seconds, 6);
      }
      expect(round.load.latencyMs.p99).toBe(metrics.http_req_duration?.['p(99)']);
      expect(round.load.latencyMs.p50).toBe(metrics.http_req_duration?.med);
    }
  }
});

test('a second run measures nothing, however long it would have waited', async () => {
  const before = runIds();
  const { all, exitCode } = await bench({}, '--seed=7', '--wait=9m');
  expect(exitCode, all).toBe(0);
  expect(all).not.toMatch(/order of rounds/);
  expect(all).toMatch(/Platform/);
  expect(runIds()).toEqual(before);
});

test('after a change in one server only that server is measured, and the table says that runs differ', async () => {
  const [a, b, c] = runIds();
  workspace.write('servers/b/steady.mjs', `${workspace.read('servers/b/steady.mjs')}\n// changed\n`);
  const { all, exitCode } = await bench({}, '--seed=7');
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/order of rounds: b b\n/);
  const after = runIds();
  expect([after[0], after[2]]).toEqual([a, c]);
  expect(after[1]).not.toBe(b);
  expect(all).toMatch(/different runs/i);
});

test('a change of a scenario, and BENCH_RUN_ID, measure every server again in the same order for the same seed', async () => {
  workspace.write('k6/closed.ts', `${workspace.read('k6/closed.ts')}\n// changed\n`);
  const first = await bench({}, '--seed=7');
  expect(first.exitCode, first.all).toBe(0);
  const second = await bench({ BENCH_RUN_ID: 'again' }, '--seed=7');
  expect(second.exitCode, second.all).toBe(0);
  const orders = [first, second].map(({ all }) => /order of rounds: (.*)/.exec(String(all))?.[1]);
  expect(orders[0]).toMatch(/^([abc] ){5}[abc]$/);
  expect(orders[1]).toBe(orders[0]);
});
