import { expect, test } from 'vitest';
import { parseOptions } from './parse-options.ts';

const declared = {
  command: ['server'],
  workloads: { bundle: { path: '/bundle' } },
  dependencies: [
    { name: 'database', command: ['postgres'] },
    { name: 'upstream', command: ['upstream'], workloads: ['bundle'] },
  ],
  env: { DATABASE: '{database.port}', UPSTREAM_URL: 'http://{upstream.host}:{upstream.port}' },
};
const names = (given: object) => {
  const { dependencies, env } = parseOptions('server', { ...declared, ...given });
  return [dependencies.map(({ name }) => name), Object.keys(env)];
};

test('a dependency that no workload needs is left out, and so are the variables that hold its address', () => {
  expect(names({})).toEqual([['database'], ['DATABASE']]);
  expect(names({ workload: ['endpoint', 'bundle'] })).toEqual([
    ['database', 'upstream'],
    ['DATABASE', 'UPSTREAM_URL'],
  ]);
});

test('a launcher that has no dependencies is refused for those alone that are needed', () => {
  const [, upstream] = declared.dependencies;
  const pod = { launcher: 'kubernetes', image: 'an/image', dependencies: [upstream], env: {} };
  expect(names(pod)).toEqual([[], []]);
  expect(() => names({ ...pod, workload: ['bundle'], generator: 'local' })).toThrow(/a pod does not reach/);
});

test.each([
  [
    { command: ['server', '{upstream.port}'] },
    /"command\.1": expected the address of what is started for every/,
  ],
  [
    { env: { A: '{cache.port}' } },
    /"env\.A": expected the name of one of "dependencies" \(database, upstream\)/,
  ],
  [
    { dependencies: [{ name: 'a', command: ['a'], workloads: ['order'] }], env: {} },
    /"dependencies\.0\.workloads\.0": expected the name of a workload \(endpoint, bundle\)/,
  ],
  [
    { dependencies: [{ name: 'a', command: ['', 'b'] }], env: {} },
    /"dependencies\.0\.command\.0": expected a program/,
  ],
])('%j is refused', (given, said) => {
  expect(() => names(given)).toThrow(said);
});

test('an argument may be empty', () => {
  const command = ['redis-server', '--save', ''];
  const { dependencies, ...options } = parseOptions('server', {
    command,
    dependencies: [{ name: 'cache', command, reset: { command } }],
  });
  expect([options.command, dependencies[0]?.command, dependencies[0]?.reset]).toEqual([
    command,
    command,
    { command },
  ]);
});
