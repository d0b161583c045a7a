import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findGenerator } from '../src/load/find-k6.mjs';
import type { Report } from '../src/schema/report.ts';
import type { Result } from '../src/schema/result.ts';
import { processesWith } from './processes.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const repository = join(import.meta.dirname, '../../..');
const wrk = findGenerator('wrk', repository);
if (wrk === undefined) console.warn('skipped, since there is no wrk: npx nx run toolchain:wrk');

let workspace: Workspace;

beforeAll(() => {
  workspace = createWorkspace({
    steady: { command: ['node', 'servers/steady/steady.mjs'], readyPath: '/' },
    bounded: { command: ['node', 'servers/bounded/bounded.mjs'], readyPath: '/' },
  });
});
afterAll(() => workspace.remove());

const bench = (server: string, env: Record<string, string>, ...args: string[]) =>
  workspace.nx(['run', `${server}:bench`, ...args], {
    BENCH_RUN_ID: String(process.hrtime.bigint()),
    ...env,
  });

/** A folder for the search path: Node, the shell that Nx asks for, and the named programs. */
function pathWith(name: string, programs: Record<string, string>): string {
  const folder = join(workspace.root, name);
  mkdirSync(folder);
  for (const [program, path] of Object.entries({ node: process.execPath, sh: '/bin/sh', ...programs })) {
    symlinkSync(path, join(folder, program));
  }
  return folder;
}

test('without wrk it is one coded error before anything starts', async () => {
  const { all, exitCode } = await bench('steady', { PATH: pathWith('bare', {}) }, '--scenarios=saturation');
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/WRK_MISSING: .*\.toolchain\/bin/);
  expect(all).toContain('npx nx run toolchain:wrk');
  expect(all).not.toMatch(/order of rounds/);
});

describe.skipIf(wrk === undefined)('with wrk', () => {
  let env: Record<string, string>;
  beforeAll(() => {
    env = { PATH: [pathWith('with-wrk', { wrk: wrk! }), process.env.PATH].join(delimiter) };
  });

  test("the figures are wrk's own in every report, beside k6's and apart from them", async () => {
    const { all, exitCode } = await bench('steady', env, '--scenarios=closed,saturation', '--vus=6');
    expect(exitCode, all).toBe(0);
    const { provenance, rounds } = workspace.json<Result>('dist/bench/steady/result.json');
    const version = provenance.tools.wrk;
    expect(version).toMatch(/^\d+\.\d+/);
    const saturated = rounds.filter((round) => round.scenario === 'saturation');
    expect(saturated).toHaveLength(2);
    for (const round of saturated) {
      if (round.status !== 'measured') throw new Error(all);
      expect(round.generator.program).toBe('wrk');
      expect(round.generator.cpuMicros).toBeGreaterThan(0);
      expect(round.load).toMatchObject({ vusMax: 6, failedRequests: 0 });
      expect(round.load.requests).toBeGreaterThan(0);
      expect(round.load.latencyMs.p99).toBeGreaterThanOrEqual(round.load.latencyMs.p50);
      expect(round.load.waitingMs).toBeUndefined();
      const { requests } = workspace.json<{ requests: number }>(`dist/bench/steady/${round.wrkSummaryFile}`);
      expect(requests).toBe(round.load.requests);
    }

    const rows = workspace.json<Report>('dist/bench/report.json').rows;
    const row = (scenario: string) => rows.find((each) => each.scenario === scenario);
    expect(row('closed')).not.toHaveProperty('generator');
    expect(row('saturation')).toMatchObject({
      generator: { program: 'wrk', version, cpuMicrosPerRequest: { median: expect.any(Number) } },
      requestsPerSecond: { median: expect.any(Number) },
      cpuMicrosPerRequest: { median: expect.any(Number) },
      rssPeakBytes: { median: expect.any(Number) },
    });
    expect(all).toContain(`Scenario saturation, launcher process, loaded by wrk ${version}`);
    expect(workspace.read('dist/bench/report.md')).toContain(`| wrk ${version} |`);
    const [head = '', ...lines] = workspace.read('dist/bench/report.csv').trim().split('\r\n');
    const place = head.split(',').indexOf('generator');
    expect(lines.map((line) => line.split(',')[place])).toEqual(
      expect.arrayContaining([`k6 ${provenance.tools.k6}`, `wrk ${version}`]),
    );
    expect(workspace.read('dist/bench/report.prom')).toContain(`generator="wrk ${version}"`);
    expect(processesWith(workspace.root)).toEqual([]);
  });

  test("a rate that the connections set is not called the server's", async () => {
    // Two connections and 20 ms a request: a hundred requests a second, with the machine idle.
    const { all, exitCode } = await bench('bounded', env, '--scenarios=saturation', '--vus=2');
    expect(exitCode, all).toBe(0);
    const row = workspace
      .json<Report>('dist/bench/report.json')
      .rows.find((each) => each.server === 'bounded');
    if (row?.status !== 'measured') throw new Error(all);
    const { code } = row.findings.find(({ invalidates }) => invalidates.includes('requestsPerSecond'))!;
    // A busy machine rightly says that it cannot tell.
    expect(['vu-bound', 'noisy-host']).toContain(code);
    expect(workspace.read('dist/bench/report.md')).toContain('No server has a rate under wrk');
  });
});
