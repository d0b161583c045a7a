import { expect, test } from 'vitest';
import { cpuLimitOf } from './cpu-limit.ts';

test.each([
  [{ cpus: undefined, cpuset: undefined }, {}],
  [{ cpus: 0.1, cpuset: undefined }, { cpuLimit: { by: 'quota', cores: 0.1, periodMs: 10 } }],
  [{ cpus: 4, cpuset: undefined }, {}],
  [{ cpus: undefined, cpuset: '0-1' }, { cpuLimit: { by: 'cpuset', cores: 2 } }],
  [{ cpus: 1.5, cpuset: '0-1' }, { cpuLimit: { by: 'quota', cores: 1.5, periodMs: 10 } }],
  [{ cpus: 3, cpuset: '1' }, { cpuLimit: { by: 'cpuset', cores: 1 } }],
  [{ cpus: undefined, cpuset: '0-3' }, {}],
])('%o on four CPUs leave %o', (options, limit) => {
  expect(cpuLimitOf({ ...options, cpuPeriod: '10ms' }, 4)).toEqual(limit);
});
