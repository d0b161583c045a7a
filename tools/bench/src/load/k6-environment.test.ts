import { expect, test } from 'vitest';
import { k6Collector, k6Environment, variablesLeftOut } from './k6-environment.ts';

const given = {
  PATH: '/usr/bin',
  API_TOKEN: 'secret',
  K6_VUS: '1',
  K6_DURATION: '1s',
  K6_NO_SUMMARY: 'true',
  K6_PATH: '/opt/k6',
  K6_BROWSER_HEADLESS: 'true',
};

test('what would change the load or the summary does not reach k6; what scripts read does', () => {
  const env = k6Environment(given);
  expect(env).toMatchObject({ PATH: '/usr/bin', API_TOKEN: 'secret', K6_BROWSER_HEADLESS: 'true' });
  expect(Object.keys(env).some((name) => /K6_(VUS|DURATION|NO_SUMMARY)/.test(name))).toBe(false);
});

test('what is left out is named, and the path of k6 is not of that kind', () => {
  expect(variablesLeftOut(given)).toEqual(['K6_DURATION', 'K6_NO_SUMMARY', 'K6_VUS']);
});

test("k6's garbage collector runs more seldom, within half of the memory, unless the user has set it", () => {
  expect(k6Collector({}, 8 * 2 ** 30)).toEqual({ GOGC: '400', GOMEMLIMIT: '4096MiB' });
  expect(k6Collector({ GOGC: '100' })).toEqual({ GOGC: '100' });
  expect(k6Collector({ GOMEMLIMIT: '1GiB' })).toEqual({ GOMEMLIMIT: '1GiB' });
  expect(k6Environment({ GOGC: 'off' })).toMatchObject({ GOGC: 'off' });
  expect(k6Environment({}).GOGC).toBe('400');
});
