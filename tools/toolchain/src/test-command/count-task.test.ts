import { expect, it } from 'vitest';
import { countTask } from './count-task.ts';

const task = (target: string, succeeded: boolean, output = '') => ({
  id: `p:${target}`,
  target,
  succeeded,
  output,
});

it('counts a lint as one, whatever it prints', () => {
  expect(countTask(task('lint', true, '3 passed, 0 failed'))).toMatchObject({ passed: 1, failed: 0 });
  expect(countTask(task('typecheck', false))).toMatchObject({ passed: 0, failed: 1 });
});

it('counts a build only when it failed', () => {
  expect(countTask(task('build', true))).toMatchObject({ passed: 0, failed: 0 });
  expect(countTask(task('build', false))).toMatchObject({ passed: 0, failed: 1 });
});

it('does not let a test target fail without a failure', () => {
  expect(countTask(task('test', false, '3 passed, 0 failed'))).toMatchObject({ passed: 3, failed: 1 });
  expect(countTask(task('test', false, 'Segmentation fault'))).toMatchObject({ passed: 0, failed: 1 });
});

it('does not count a failure twice', () => {
  expect(countTask(task('test', false, '3 passed, 2 failed'))).toMatchObject({ passed: 3, failed: 2 });
});

it('counts a test target without a runner as one check', () => {
  expect(countTask(task('test', true, 'schema is valid'))).toMatchObject({ passed: 1, failed: 0 });
});

it('does not count a runner that found no test as a check', () => {
  const output =
    'test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s';
  expect(countTask(task('test', true, output))).toMatchObject({ passed: 0, failed: 0 });
});
