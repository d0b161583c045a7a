import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { mayHaveParts } from './discover-parts.ts';
import { scriptText } from './script-text.ts';

const k6 = resolve(import.meta.dirname, '../../../../k6');

test.each(['closed.ts', 'open.ts', 'capacity.ts'])('our own %s asks for one thing', (file) => {
  const text = scriptText(resolve(k6, file));
  expect(text).toContain('http.request(');
  expect(mayHaveParts(text)).toBe(false);
});

test.each([
  ["http.get(url, { tags: { name: 'a' } })", true],
  ["http.get(url); exec.vu.metrics.tags.name = 'a'", true],
  ["http.get(url); exec.vu.metrics.tags['name'] = 'a'", true],
  ["http.get(url); exec.vu.metrics.tags.phase = 'a'", false],
  ["http.get(url); Object.assign(exec.vu.metrics.tags, { name: 'a' })", true],
  ["group('a', () => http.get(url))", true],
  ['http.get(one); http.get(other)', true],
  ['http.batch([one, other])', true],
  ["export const options = { scenarios: { a: { exec: 'a' } } }; http.get(url)", true],
  ['ask(url)', true],
  ['http.get(url)', false],
])('%s', (script, expected) => {
  expect(mayHaveParts(script)).toBe(expected);
});
