import { expect, test } from 'vitest';
import { machineName } from './machine-name.ts';

test('a machine is named by what it is, without marks and clock rates', () => {
  expect(machineName({ cpuModel: 'AMD EPYC', cpus: 2, os: 'Linux' })).toBe('amd-epyc-2-cpus-linux');
  expect(machineName({ cpuModel: 'Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz', cpus: 12, os: 'Darwin' })).toBe(
    'intel-core-i7-9750h-12-cpus-darwin',
  );
});
