import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countOutput } from './count-output.ts';

/** Real output of each runner, as it was captured. */
const captured = (name: string) => readFileSync(new URL(`captured/${name}.txt`, import.meta.url), 'utf8');

describe('a task that ran Vitest', () => {
  it('counts the summary through its colours, and nothing that a test printed', () => {
    expect(countOutput(captured('vitest-failing'))).toMatchObject({ passed: 3, failed: 1, skipped: 3 });
  });

  it('names what was skipped, with the reason that the test gave', () => {
    expect(countOutput(captured('vitest-failing'))?.skippedTests).toEqual([
      { name: 'waits for later' },
      { name: 'needs an engine', reason: 'no container engine here' },
      { name: 'divides', reason: 'todo' },
    ]);
  });

  it('takes the line of a file whose tests were all skipped for no test', () => {
    const whole = ' ↓ c.test.ts (2 tests | 2 skipped)\n';
    const output = captured('vitest-failing')
      .replace(/^/m, whole)
      .replace(/(RUN .*\n)/, `$1${whole}`);
    expect(countOutput(output)?.skippedTests).toHaveLength(3);
  });

  it('counts a summary without colours', () => {
    expect(countOutput(captured('vitest-passing'))).toMatchObject({ passed: 1, failed: 0, skipped: 0 });
  });

  it('counts no test of a file that could not be loaded', () => {
    expect(countOutput(captured('vitest-unloadable'))).toMatchObject({ passed: 0, failed: 0, skipped: 0 });
  });

  it('counts the outer run once when a test runs Vitest itself', () => {
    const inner = captured('vitest-failing');
    const nested = captured('vitest-passing').replace(' ✓ b.test.ts', () => `${inner}${inner} ✓ b.test.ts`);
    expect(countOutput(nested)).toEqual({ passed: 1, failed: 0, skipped: 0, skippedTests: [] });
  });

  it('adds up runs that follow each other', () => {
    expect(countOutput(captured('vitest-passing') + captured('vitest-failing'))).toMatchObject({
      passed: 4,
      failed: 1,
    });
  });
});

describe('a task that ran cargo test', () => {
  it('adds up unit, integration and documentation tests', () => {
    expect(countOutput(captured('cargo'))).toMatchObject({ passed: 3, failed: 1, skipped: 2 });
  });

  it('names what was ignored, with its reason', () => {
    expect(countOutput(captured('cargo'))?.skippedTests).toEqual([
      { name: 'tests::long', reason: 'takes minutes' },
      { name: 'tests::silent' },
    ]);
  });
});

describe('a task that ran go test', () => {
  const expected = {
    passed: 5,
    failed: 1,
    skipped: 2,
    skippedTests: [
      { name: 'TestSkips', reason: 'no engine here' },
      { name: 'TestTable/b', reason: 'not on this system' },
    ],
  };

  it('counts subtests in the place of their parent, with -v', () => {
    expect(countOutput(captured('go-v'))).toEqual(expected);
  });

  it('says the same of the same tests with -json', () => {
    const byName = countOutput(captured('go-json'));
    expect(byName).toEqual(expected);
  });

  it('counts a package that passed as one when tests are not listed', () => {
    expect(countOutput(captured('go-plain'))).toMatchObject({ passed: 1, failed: 1, skipped: 0 });
  });
});

describe('a task with a closing line like our own', () => {
  it('takes it over', () => {
    expect(countOutput('checking\n12 passed, 1 failed, 2 skipped\n')).toMatchObject({
      passed: 12,
      failed: 1,
      skipped: 2,
    });
  });

  it('takes no line that only contains one', () => {
    expect(countOutput('it said 12 passed, 1 failed')).toBeUndefined();
  });
});
