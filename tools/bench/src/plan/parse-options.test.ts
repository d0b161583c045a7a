import { expect, test } from 'vitest';
import { parseOptions } from './parse-options.ts';

test('labels of nodes may have dots in their keys, which Nx takes for objects within objects', () => {
  const options = { launcher: 'kubernetes', image: 'an/image' };
  const given = { kubernetes: { 'io/hostname': 'a' }, pool: 'load' };
  expect(parseOptions('api', { ...options, nodeSelector: given }).nodeSelector).toEqual({
    'kubernetes.io/hostname': 'a',
    pool: 'load',
  });
  expect(() => parseOptions('api', { ...options, runnerNodeSelector: { pool: ['a', 'b'] } })).toThrow(
    /"runnerNodeSelector\.pool"/,
  );
  expect(() => parseOptions('api', { ...options, nodeSelector: 'pool=a' })).toThrow(/"nodeSelector"/);
});

test('a key that is no name is told with what was expected of it', () => {
  expect(() => parseOptions('go', { command: ['go'], workloads: { größe: { path: '/' } } })).toThrow(
    'option "workloads.größe": expected a name in lower case such as "checkout", found "größe"',
  );
  expect(() => parseOptions('go', { command: ['go'], headers: { 'a b': '1' } })).toThrow(
    'option "headers.a b": expected the name of a header, found "a b"',
  );
});
