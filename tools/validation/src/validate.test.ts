import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchError } from '../../bench/src/errors/bench-error.ts';
import { type Bar, verdictOn } from './bar.ts';
import { partsOf } from './parts.ts';
import { type Validation, validate } from './validate.ts';

let workspaceRoot: string;
beforeAll(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'validation-'));
});
afterAll(() => rm(workspaceRoot, { recursive: true, force: true }));

const validation = (given: Partial<Validation>): Validation => ({
  parts: partsOf(['executor', 'gate']),
  trials: 1,
  findingTrials: 1,
  workspaceRoot,
  write: () => {},
  signal: new AbortController().signal,
  onBars: async () => {},
  ...given,
});

test('a part that ends by an error FAILS with its reason, and the others go on', async () => {
  const stored: Bar[][] = [];
  // There is neither a server to measure nor a scenario.
  const bars = await validate(validation({ onBars: async (now) => void stored.push(now) }));
  expect(bars.map((bar) => [bar.name, verdictOn(bar)])).toEqual([
    ['executor: measured to its end', 'FAILS'],
    ['comparisons: measured to its end', 'FAILS'],
  ]);
  for (const { note } of bars) expect(note).toMatch(/^[A-Z_0-9]+: .*expected .*found/s);
  expect(stored.at(-1)).toEqual(bars);
});

test('an interruption ends all of it, with its reason', async () => {
  const reason = new BenchError('INTERRUPTED', 'the run was interrupted (SIGTERM)', 'Run it again.');
  const stored: Bar[][] = [];
  const interrupted = validation({
    signal: AbortSignal.abort(reason),
    onBars: async (now) => void stored.push(now),
  });
  await expect(validate(interrupted)).rejects.toBe(reason);
  expect(stored).toEqual([]);
});
