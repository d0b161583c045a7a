import { expect, it } from 'vitest';
import { recordedOptionsSchema } from './recorded-options.ts';

it('keeps options of other versions, and the order that all were written in', () => {
  const stored = '{"vus":50,"connections":["a","b"],"duration":"10ms","cpus":0.1,"env":{"A":"b"},"rounds":6}';
  expect(JSON.stringify(recordedOptionsSchema.parse(JSON.parse(stored)))).toBe(stored);
});

it('takes results that have none of them', () => {
  expect(recordedOptionsSchema.parse({})).toEqual({});
});

it('refuses a value of another type than the option has', () => {
  expect(recordedOptionsSchema.safeParse({ vus: '50' }).error?.issues).toMatchObject([{ path: ['vus'] }]);
});
