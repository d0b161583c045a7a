import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { summariesOfJson } from '../k6-output/json.ts';
import {
  type Conditions,
  partKeyOf,
  partsIn,
  partsOfThresholds,
  subMetricsOf,
  writeK6Config,
} from './load-parts.ts';

const url = 'http://127.0.0.1:4000';
const trend = { avg: 1, min: 1, med: 1, max: 9, 'p(90)': 2, 'p(95)': 3, 'p(99)': 4, 'p(99.9)': 5 };
const partsOf = (metrics: object, apart?: { within?: Conditions[]; redirects?: boolean }) =>
  partsIn(summariesOfJson({ metrics: { http_reqs: { count: 10, rate: 1 }, ...metrics } })[0]!, url, apart);

test('a URL of the server is told without its address, which another round has not', () => {
  expect(partKeyOf('name', `${url}/a?b=1`, url)).toEqual({ tag: 'url', value: '/a?b=1' });
  expect(partKeyOf('name', '/users/:id', url)).toEqual({ tag: 'name', value: '/users/:id' });
  expect(partKeyOf('group', '::cart::pay', url)).toEqual({ tag: 'group', value: 'cart::pay' });
});

const keys = [
  { tag: 'url', value: '/a' },
  { tag: 'name', value: 'home' },
  { tag: 'group', value: 'cart::pay' },
];

test('k6 is asked for each part by an empty threshold', () => {
  const folder = mkdtempSync(join(tmpdir(), 'k6-config-'));
  const file = join(folder, 'config.json');
  writeK6Config(file, subMetricsOf({ parts: keys, within: [[]] }, url));
  const { thresholds } = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  expect(Object.keys(thresholds).slice(0, 3)).toEqual([
    `http_req_duration{name:${url}/a}`,
    'http_req_duration{name:home}',
    'http_req_duration{group:::cart::pay}',
  ]);
  expect(Object.values(thresholds).flat()).toEqual([]);
});

test('within a lead-in, or a setup(), it is asked for what is neither, and for all of that', () => {
  const asked = subMetricsOf({ parts: keys, within: [['phase:measured', 'wasi_bench:load']] }, url);
  expect(asked.slice(0, 2)).toEqual([
    'http_reqs{phase:measured,wasi_bench:load}',
    `http_req_duration{name:${url}/a,phase:measured,wasi_bench:load}`,
  ]);
  expect(asked).toContain('http_reqs{status:302,phase:measured,wasi_bench:load}');
});

test("a script's own thresholds name parts, but for those that are none", () => {
  const names = ['http_req_failed{kind:slow}', `http_reqs{name:${url}/a}`, 'http_req_duration', 'mine{a:b}'];
  const none = ['http_reqs{status:302}', 'http_req_duration{expected_response:true}', 'http_reqs{a:b,c:d}'];
  expect(partsOfThresholds([...names, ...none], url)).toEqual([
    { tag: 'kind', value: 'slow' },
    { tag: 'url', value: '/a' },
  ]);
});

test('parts are read with their shares, and statuses as redirects', () => {
  const { parts, redirectShare } = partsOf({
    [`http_req_duration{name:${url}/a}`]: { ...trend, count: 4 },
    'http_req_duration{group:::cart}': { ...trend, count: 6 },
    'http_req_duration{expected_response:true}': { ...trend, count: 10 },
    'http_req_duration{name:never}': { ...trend, count: 0 },
    'http_reqs{status:301}': { count: 2, rate: 1 },
    'http_reqs{status:302}': { count: 1, rate: 1 },
  });
  expect(parts?.map(({ tag, value, share }) => [tag, value, share])).toEqual([
    ['url', '/a', 0.4],
    ['group', 'cart', 0.6],
  ]);
  expect(redirectShare).toBe(0.3);
});

test('what a lead-in holds is in no part and no redirect, where the script tells the two apart', () => {
  const metrics = {
    'http_req_duration{name:home}': { ...trend, count: 8 },
    'http_req_duration{phase:measured}': { ...trend, count: 5 },
    'http_req_duration{name:home,phase:measured}': { ...trend, max: 2, count: 5 },
    'http_reqs{status:302}': { count: 5, rate: 1 },
    'http_reqs{status:302,phase:measured}': { count: 1, rate: 1 },
  };
  const within = [['phase:measured'], []];
  const told = partsOf({ ...metrics, 'http_reqs{phase:measured}': { count: 5, rate: 1 } }, { within });
  expect(told).toMatchObject({
    parts: [{ value: 'home', share: 1, latencyMs: { max: 2 } }],
    redirectShare: 0.2,
  });
  const untold = partsOf({ ...metrics, 'http_reqs{phase:measured}': { count: 0, rate: 0 } }, { within });
  expect(untold).toMatchObject({ parts: [{ value: 'home', share: 0.8 }], redirectShare: 0.5 });
});

test('redirects that the script does not follow are answers as others', () => {
  const metrics = { 'http_reqs{status:302}': { count: 5, rate: 1 } };
  expect(partsOf(metrics, { redirects: false })).toEqual({});
  expect(subMetricsOf({ parts: [], within: [[]], redirects: false }, url)).toEqual([]);
});

test('of a load without parts nothing is told', () => {
  expect(partsOf({ 'http_reqs{status:302}': { count: 0, rate: 0 } })).toEqual({});
});
