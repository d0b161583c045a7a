import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../src/schema/report.ts';
import type { Result } from '../src/schema/result.ts';
import { whyNoLimit } from '../src/system/cgroup/why-no-limit.ts';
import { processesWith } from './processes.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const reason = whyNoLimit();
if (reason !== undefined) console.warn(`skipped: ${reason}`);

describe.skipIf(reason !== undefined)('a list of CPU limits', () => {
  let workspace: Workspace;
  beforeAll(() => {
    const steady = (name: string) => ({ command: ['node', `servers/${name}/steady.mjs`], readyPath: '/' });
    workspace = createWorkspace({ a: steady('a'), b: steady('b') });
  });
  afterAll(() => workspace?.remove());

  const bench = (...args: string[]) =>
    workspace.nx(['run-many', '-t', 'bench', '--rounds=1', '--readyTimeout=60s', ...args]);
  const report = () => workspace.json<Report>('dist/bench/report.json');

  test('measures each server within each of them in one batch, and each under its own quota', async () => {
    const { all, exitCode } = await bench('--cpus=0.3,0.05,64000', '--seed=3');
    expect(exitCode, all).toBe(0);
    expect(all).toContain('limit of 64,000 cores: left out, no limit where');
    const order = /order of rounds: (.*)/.exec(String(all))?.[1]?.split(' ');
    expect(order?.toSorted()).toEqual(['a@0.05', 'a@0.3', 'b@0.05', 'b@0.3']);
    const rows = report().rows.flatMap((row) => (row.status === 'measured' ? [row] : []));
    expect(rows.map(({ server, cpus, cpuLimit }) => [server, cpus, cpuLimit])).toEqual([
      ['a', 0.05, { by: 'quota', cores: 0.05, periodMs: 20 }],
      ['a', 0.3, { by: 'quota', cores: 0.3, periodMs: 10 }],
      ['b', 0.05, { by: 'quota', cores: 0.05, periodMs: 20 }],
      ['b', 0.3, { by: 'quota', cores: 0.3, periodMs: 10 }],
    ]);
    for (const { server, cpus, bound } of rows) {
      const result = workspace.json<Result>(`dist/bench/${server}/${cpus}-cpus/result.json`);
      expect(result.errors).toEqual([]);
      // Without the quota it would use most of a core.
      const [round] = result.rounds;
      if (round?.status !== 'measured') throw new Error('not measured');
      expect(round.server.cpuMicros / 1000 / round.durationMs).toBeLessThan(cpus! * 1.5);
      expect(bound).toBeDefined();
    }
    expect(new Set(rows.map(({ runId }) => runId)).size).toBe(1);
    expect(all?.match(/Platform/g)).toHaveLength(1);
    expect(processesWith(workspace.root)).toEqual([]);
  });

  test('is restored whole from the cache, and a run within one limit leaves none of it', async () => {
    const again = await bench('--cpus=0.3,0.05,64000', '--seed=3');
    expect(again.exitCode, again.all).toBe(0);
    expect(again.all).not.toContain('order of rounds');
    expect(report().rows).toHaveLength(4);
    const single = await bench('--cpus=0.3');
    expect(single.exitCode, single.all).toBe(0);
    expect(report().rows.map(({ cpus }) => cpus)).toEqual([undefined, undefined]);
    expect(
      readdirSync(join(workspace.root, 'dist/bench/a')).filter((name) => name.endsWith('-cpus')),
    ).toEqual([]);
  });

  test('in which none is a limit is refused before anything starts', async () => {
    const { all, exitCode } = await bench('--cpus=32000,64000');
    expect(exitCode).not.toBe(0);
    expect(all).toContain('INVALID_OPTION');
    expect(all).toMatch(/"cpus": expected a limit below the \d+ CPUs/);
  });
});
