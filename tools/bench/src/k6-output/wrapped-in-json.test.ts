import { expect, test } from 'vitest';
import { summariesOf } from '../explain/summaries-of.ts';
import { loadOf } from './metrics.ts';

const lines = [
  '     http_reqs......: 10  1/s',
  '',
  '     iterations.....: 10  1/s',
  '     vus_max........: 2   min=2 max=2',
];
const loads = (text: string) => summariesOf(text).map(({ summary }) => loadOf(summary));

test.each(['log', 'message', 'textPayload'])('a log of JSON lines is read by its "%s"', (name) => {
  const text = lines.map((line) =>
    JSON.stringify({ [name]: `${line}\n`, stream: 'stdout', time: '2026-01-01T00:00:00Z' }),
  );
  expect(loads(text.join('\n'))).toEqual([
    expect.objectContaining({ requests: 10, iterations: 10, vusMax: 2 }),
  ]);
});

test('a summary within a string within JSON is found, as text and as JSON', () => {
  const asText = JSON.stringify({ stdout: { type: 'text', value: lines.join('\n') } });
  const asJson = JSON.stringify({ metrics: { http_reqs: { count: 10, rate: 1 } } });
  for (const body of [asText, asJson]) {
    expect(loads(JSON.stringify({ statusCode: 200, body }))).toEqual([
      expect.objectContaining({ requests: 10 }),
    ]);
  }
});

test('JSON whose strings hold no summary is refused', () => {
  expect(() => summariesOf('{"log":"hello"}\n{"log":"world"}')).toThrow(
    expect.objectContaining({ code: 'NOT_A_SUMMARY' }),
  );
  expect(() => summariesOf(JSON.stringify({ body: '{"a": "b"}' }))).toThrow(/JSON without k6 metrics/);
});
