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
