import { expect, test } from 'vitest';
import { benchOptionsSchema } from '../../schema/options.ts';
import { checkGivenLimits } from './limits.ts';

const check = (options: object, limits: Record<string, string>) =>
  checkGivenLimits(
    'api',
    benchOptionsSchema.parse({ launcher: 'kubernetes', image: 'api', cpuPeriod: '100ms', ...options }),
    { spec: { containers: [{ name: 'server', resources: { limits } }] } },
  );

test('limits are compared by their amounts, however the cluster writes them', () => {
  check({}, {});
  check({ cpus: 1, memory: '64m' }, { cpu: '1', memory: '64Mi' });
  check({ cpus: 0.1 }, { cpu: '0.1' });
});

test.each([
  [{}, { cpu: '500m' }, /"cpus" \(not set\).*made the pod with 500m/],
  [{ cpus: 0.1 }, { cpu: '100m', memory: '128Mi' }, /"memory" \(not set\).*with 128Mi/],
  [{ cpus: 0.1 }, {}, /"cpus" \(0\.1\).*with none/],
])('with the options %j a pod of %j is refused', (options, limits, fault) => {
  expect(() => check(options, limits)).toThrow(fault);
});
