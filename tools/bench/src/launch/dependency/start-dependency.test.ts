import { expect, test } from 'vitest';
import { parseOptions } from '../../plan/parse-options.ts';
import { asOptions } from './start-dependency.ts';

const database = { name: 'database', command: ['db'] };

function optionsOf(...dependencies: object[]) {
  const options = parseOptions('api', { command: ['api'], dependencies });
  return asOptions('api', options.dependencies.at(-1)!, options);
}

test('a dependency may ask for the addresses of those before it, and of no other', () => {
  const cache = { name: 'cache', command: ['cache', '{database.port}'], env: { OF: '{database.host}' } };
  expect(optionsOf(database, cache)).toMatchObject({ command: cache.command, env: cache.env });
  expect(() => optionsOf(cache)).toThrow(
    'api: dependency "cache": option "command.1": expected the name of one of "dependencies" (there is none)',
  );
  expect(() => optionsOf({ ...database, env: { OWN: '{database.port}' } })).toThrow('option "env.OWN"');
});

test('a CPU limit that the kernel refuses is an error of the dependency, by its name', () => {
  expect(() => optionsOf({ ...database, cpus: 0.01 })).toThrow(
    'api: dependency "database": option "cpus": expected at least 1 ms in each "cpuPeriod"',
  );
});
