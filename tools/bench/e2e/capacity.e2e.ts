import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../src/schema/report.ts';
import type { Result } from '../src/schema/result.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** Of servers/bounded.mjs, requests a second. */
const capacity = 200;
let workspace: Workspace;

beforeAll(() => {
  const bounded = { command: ['node', 'servers/bounded/bounded.mjs'], readyPath: '/' };
  const never = { command: ['node', 'servers/never/bounded.mjs'], readyPath: '/', p99LimitMs: 1 };
  workspace = createWorkspace({ bounded, never });
});
afterAll(() => workspace.remove());

const search = (server: string, ...args: string[]) =>
  workspace.nx(
    [
      'run',
      `${server}:bench`,
      '--scenarios=capacity',
      '--rounds=1',
      '--stepDuration=1s',
      '--warmup=0s',
      ...args,
    ],
    // A retry measures again, and does not read the cache.
    { BENCH_RUN_ID: String(process.hrtime.bigint()) },
  );

// A pause of the machine in two steps of the same rate ends a search too low.
const onQuietMachine = { retry: 2 };

test.each([50, 1000])(
  'the capacity of a server of known rate is found from a start of %i',
  onQuietMachine,
  async (start) => {
    const { all, exitCode } = await search('bounded', '--p99LimitMs=100', `--rate=${start}`);
    expect(exitCode, all).toBe(0);
    const [round] = workspace.json<Result>('dist/bench/bounded/result.json').rounds;
    if (round?.status !== 'measured' || round.capacity === undefined) throw new Error(String(all));
    const { outcome, steps } = round.capacity;
    // Where other programs have half of the machine, the same search says no more than "at least".
    if (outcome.state !== 'found' && outcome.state !== 'generator-bound') throw new Error(String(all));
    const held = outcome.state === 'found' ? outcome.requestsPerSecond : outcome.atLeast;
    expect(held).toBeLessThan(capacity * 1.5);
    expect(outcome.exceededAt).toBeGreaterThan(held);
    // The figures of the round are those at the rate held.
    expect(round.load.droppedIterations).toBe(0);
    expect(round.load.latencyMs.p99).toBeLessThanOrEqual(100);
    const step = steps.find((tried) => tried.requestsPerSecond === held && tried.verdict === 'held');
    expect(step?.p99Ms).toBe(round.load.latencyMs.p99);

    const [row] = workspace.json<Report>('dist/bench/report.json').rows;
    const shown = Math.round(held);
    expect(all).toMatch(/Capacity\s/);
    if (outcome.state === 'generator-bound') {
      expect(row).toMatchObject({ capacity: { state: 'generator-bound', atLeast: { median: held } } });
      // Below 100 it has a digit more.
      expect(all).toMatch(new RegExp(String.raw`\[≥ ${shown}(\.0)?\]`));
      return;
    }
    expect(held).toBeGreaterThan(capacity / 2);
    expect(row).toMatchObject({
      scenario: 'capacity',
      capacity: {
        state: 'found',
        requestsPerSecond: { median: held },
        generatorCores: { median: expect.any(Number) },
        idleCores: { median: expect.any(Number) },
      },
      cpuMicrosPerRequest: { median: expect.any(Number) },
    });
    expect(all).toContain(String(shown));
    expect(workspace.read('dist/bench/report.md')).toContain(
      `bounded holds ${shown} requests a second with p99 under 100`,
    );
  },
);

test('a limit that no rate keeps is said to have no capacity, and no number', async () => {
  const { all, exitCode } = await search('never', '--rate=20');
  expect(exitCode, all).toBe(0);
  const [row] = workspace.json<Report>('dist/bench/report.json').rows;
  expect(row).toMatchObject({ capacity: { state: 'none-held', p99LimitMs: 1, lowestTried: 10 } });
  expect(workspace.read('dist/bench/report.md')).toContain('No server has a capacity that can be ranked');
});
