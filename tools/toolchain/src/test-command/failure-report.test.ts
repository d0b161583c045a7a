import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { failureReport } from './failure-report.ts';

const output = readFileSync(new URL('captured/vitest-unloadable.txt', import.meta.url), 'utf8');
const failed = (before: string) =>
  failureReport({ id: 'bench:e2e', target: 'e2e', succeeded: false, output: before + output });

it('names the task and says why it failed, without colours', () => {
  const report = failed('');
  expect(report[0]).toBe('failed: nx run bench:e2e');
  expect(report).toContain("  Error: Cannot find module './nothere.ts' imported from /workspace/v/c.test.ts");
});

it('is short however much a task prints', () => {
  expect(failed('passed\n'.repeat(10_000)).length).toBeLessThan(100);
  expect(failed('passed\n'.repeat(10_000)).join('\n')).toContain('Cannot find module');
});
