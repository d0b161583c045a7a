import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BenchError } from '../errors/bench-error.ts';
import { type Explained, explainSummaries } from './explain.ts';
import { readSummaries } from './read/read-summaries.ts';
import { renderExplained } from './render.ts';

const folder = new URL('fixture/cases/', import.meta.url);

async function explainFile(name: string): Promise<Explained[]> {
  const bytes = readFileSync(new URL(name, folder));
  return explainSummaries(await readSummaries(inPieces(bytes)));
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 100) yield bytes.subarray(from, from + 100);
}

function stateOf({ verdicts }: Explained, code: string): string {
  const verdict = verdicts.find(
    (each) => (each.state === 'present' ? each.finding.code : each.code) === code,
  );
  return verdict?.state ?? 'none';
}

const found = ({ verdicts }: Explained) =>
  verdicts.flatMap((verdict) => (verdict.state === 'present' ? [verdict.finding.code] : []));

/** One run in the field's usual shape: 10 requests of 20 ms within a second each, none failed. */
const quiet = { requests: 10, requestsPerSecond: 1, iterations: 10, failedRequests: 0, vusMax: 1 };
/** 500 requests in ten seconds by five VUs, in texts that were wrapped, cut, or have a time on every line. */
const narrow = {
  requests: 500,
  requestsPerSecond: 50,
  iterations: 500,
  failedRequests: 0,
  vusMax: 5,
  latencyMs: { avg: 40, min: 30, p50: 40, max: 70, p90: 55, p95: 60 },
  iterationMs: { avg: 100, min: 90, p50: 100, max: 140, p90: 120, p95: 125 },
};
const shapes: [string, object][] = [
  ['k1-legacy-group.txt', quiet],
  ['k2-threshold-mark.txt', { ...quiet, failedRequests: 10 }],
  ['k3a-compose-prefix.txt', quiet],
  ['k3b-timestamp-prefix.txt', quiet],
  ['k3c-comment-prefix.txt', quiet],
  ['k3d-quote-prefix.txt', quiet],
  ['k4-ansi.txt', quiet],
  ['k5a-utf16le-bom.txt', { ...quiet, latencyMs: { avg: 20, min: 10, p50: 0.2, max: 30, p90: 25, p95: 27 } }],
  [
    'k5b-latin1-bytes.txt',
    { ...quiet, latencyMs: { avg: 20, min: 10, p50: 0.2, max: 30, p90: 25, p95: 27 } },
  ],
  [
    'k5c-mojibake-latin1.txt',
    { ...quiet, latencyMs: { avg: 20, min: 10, p50: 0.2, max: 30, p90: 25, p95: 27 } },
  ],
  [
    'k5d-mojibake-cp437.txt',
    { ...quiet, latencyMs: { avg: 20, min: 10, p50: 0.2, max: 30, p90: 25, p95: 27 } },
  ],
  ['k5e-json-utf8-bom.json', { requests: 10, requestsPerSecond: 1, iterations: 10, failedRequests: 0 }],
  ['k6a-trendstat-count.txt', quiet],
  ['k6b-negative-min.txt', { ...quiet, latencyMs: { avg: 20, p50: 20, max: 30, p90: 25, p95: 27 } }],
  ['k6c-no-p90.txt', { ...quiet, latencyMs: { avg: 20, min: 10, p50: 20, max: 30, p95: 27 } }],
  ['k6d-gauge-without-minmax.txt', quiet],
  ['k6e-wrapped-line.txt', quiet],
  ['k16-timestamps-on-every-line.txt', narrow],
  ['k17-wrapped-by-a-narrow-terminal.txt', narrow],
  ['k18-one-line.txt', narrow],
  [
    'k19-cut-at-the-right.txt',
    { requests: 15_234, failedRequests: 79, latencyMs: { avg: 40, min: 30, p50: 40, max: 70, p90: 55 } },
  ],
  ['j4-nan.json', { requests: 1000, iterations: 1000 }],
  ['j5-huge.json', { iterationMs: { min: 1, p50: 2, p90: 3 } }],
  ['j6-array.json', { requests: 10, requestsPerSecond: 1, iterations: 10 }],
  ['j7-ndjson.json', { requests: 1 }],
  ['j8-out.csv', { requests: 1 }],
  ['j10-markup.txt', { requests: 10, requestsPerSecond: 1, iterations: 10 }],
  ['j11-proto.json', { requests: 10, requestsPerSecond: 1, iterations: 10 }],
  ['j12-json-in-fence.md', { requests: 10, requestsPerSecond: 1, iterations: 10 }],
  ['e3-gzip.txt.gz', { ...quiet, failedRequests: 10 }],
];

test.each(shapes)('%s is one run with its numbers', async (name, load) => {
  const runs = await explainFile(name);
  expect(runs.map((run) => run.load)).toEqual([expect.objectContaining(load)]);
});

const verdicts: [string, string, 'present' | 'absent' | 'unknown'][] = [
  ['k2-threshold-mark.txt', 'error-responses', 'present'],
  ['k2-threshold-mark.txt', 'crossed-thresholds', 'present'],
  ['k5e-json-utf8-bom.json', 'error-responses', 'absent'],
  ['k6c-no-p90.txt', 'delayed-ack-stall', 'absent'],
  ['k7-ramping-vus.txt', 'vu-bound', 'unknown'],
  ['k8a-websocket-session.txt', 'vu-bound', 'present'],
  ['k8b-dial-timeouts.txt', 'vu-bound', 'unknown'],
  ['k8b-dial-timeouts.txt', 'error-responses', 'present'],
  ['k8b-dial-timeouts.txt', 'timeout-plateau', 'present'],
  ['k8c-grpc-beside-http.txt', 'vu-bound', 'unknown'],
  ['k9-latency-check-only.txt', 'error-responses', 'absent'],
  ['k9-latency-check-only.txt', 'failed-checks', 'present'],
  ['k10a-ws-checks-fail.txt', 'error-responses', 'present'],
  ['k10b-old-k6-no-http_req_failed.txt', 'error-responses', 'present'],
  ['k10c-rate-without-counts.txt', 'error-responses', 'present'],
  ['k11-iterations-executor-dropped.txt', 'dropped-iterations', 'present'],
  ['k12-truncated-top.txt', 'dropped-iterations', 'unknown'],
  ['k12-truncated-top.txt', 'error-responses', 'unknown'],
  ['k12-truncated-top.txt', 'vu-bound', 'unknown'],
  ['k14a-wan-rtt-plateau.txt', 'delayed-ack-stall', 'unknown'],
  ['k14b-time-unit-seconds.txt', 'delayed-ack-stall', 'unknown'],
  ['k15-law-of-iterations-beside-requests.txt', 'vu-bound', 'present'],
  ['k16-timestamps-on-every-line.txt', 'crossed-thresholds', 'present'],
  ['k16-timestamps-on-every-line.txt', 'interrupted-iterations', 'present'],
  ['k16-timestamps-on-every-line.txt', 'dropped-iterations', 'absent'],
  ['k17-wrapped-by-a-narrow-terminal.txt', 'vu-bound', 'present'],
  ['k17-wrapped-by-a-narrow-terminal.txt', 'dropped-iterations', 'absent'],
];

test.each(verdicts)('%s: %s is %s', async (name, code, state) => {
  const [run] = await explainFile(name);
  expect(run && stateOf(run, code)).toBe(state);
});

test('two cut runs are not put together', async () => {
  const runs = await explainFile('k13-two-truncated-merged.txt');
  expect(runs.map(({ name, load }) => [name, load.requests, load.latencyMs?.avg])).toEqual([
    ['First server, log cut at the end', undefined, 2],
    ['Second server, log cut at the top', 1000, undefined],
  ]);
  expect(stateOf(runs[0]!, 'error-responses')).toBe('unknown');
});

const says: [string, RegExp][] = [
  ['k15-law-of-iterations-beside-requests.txt', /20 VUs \/ 400 ms = 50 iterations\/s of 3 requests each/],
  ['k11-iterations-executor-dropped.txt', /98 % of those that the script asked for: maxDuration was over/],
  ['k8a-websocket-session.txt', /an open WebSocket session/],
  ['k9-latency-check-only.txt', /"response time < 500ms: 60 %"/],
  ['k1-legacy-group.txt', /, 1 VU\n/],
  ['j10-markup.txt', /^red heading: 1 request\/s/],
  ['k7-ramping-vus.txt', /their number went from 1 to 100/],
];

test.each(says)('%s says %s', async (name, pattern) => {
  expect(renderExplained(await explainFile(name))).toMatch(pattern);
});

const never: [string, RegExp][] = [
  ['k7-ramping-vus.txt', /to spare/],
  ['k8a-websocket-session.txt', /sleep/],
  ['k8b-dial-timeouts.txt', /sleep/],
  ['k8c-grpc-beside-http.txt', /sleep/],
  ['k11-iterations-executor-dropped.txt', /the rate asked for/],
  ['k12-truncated-top.txt', /no iteration was dropped/],
];

test.each(never)('%s never says %s', async (name, pattern) => {
  expect(renderExplained(await explainFile(name))).not.toMatch(pattern);
});

const refused: [string, string][] = [
  ['j1-foreign-metrics.json', 'its "metrics" are "largest-contentful-paint", "requests"'],
  ['j2-empty-metrics.json', 'not one request or iteration ended'],
  ['j3-truncated.json', 'JSON that is cut: it ends at line 1, column 86'],
  ['j9-cloud.txt', 'text of a run in the cloud'],
];

test.each(refused)('%s is refused as what it is', async (name, what) => {
  await expect(explainFile(name)).rejects.toMatchObject({
    code: 'NOT_A_SUMMARY',
    message: expect.stringContaining(what),
  });
});

test('binary data, nothing, and one long word are refused as what they are', async () => {
  const read = (bytes: Uint8Array) => readSummaries(inPieces(bytes));
  const binary = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251);
  await expect(read(binary)).rejects.toMatchObject({ message: expect.stringContaining('binary data') });
  await expect(read(new Uint8Array())).rejects.toMatchObject({
    message: expect.stringContaining('it is empty'),
  });
  await expect(read(Buffer.from('a'.repeat(60_000)))).rejects.toBeInstanceOf(BenchError);
});

/** A contract, a rate option or CPU of the server are ours: strangers have none. No number is so long that nobody reads it. */
test('no explanation speaks of our own bench, holds an escape code or a number with an exponent', async () => {
  for (const name of readdirSync(folder)) {
    if (refused.some(([each]) => each === name)) continue;
    const text = renderExplained(await explainFile(name));
    expect(text, name).not.toMatch(/contract|CPU per request|options? of the bench/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
    expect(text, name).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text, name).not.toMatch(/\de[+-]?\d|\d{16}|(?:\d{3},){6}|NaN|Infinity|undefined|\b1 VUs/);
  }
});

test('every case with a finding has its right ones alone', async () => {
  const quietFindings = ['vu-bound', 'few-samples'];
  for (const name of [
    'k1-legacy-group.txt',
    'k3a-compose-prefix.txt',
    'k4-ansi.txt',
    'k6e-wrapped-line.txt',
  ]) {
    expect((await explainFile(name)).map(found), name).toEqual([quietFindings]);
  }
  expect((await explainFile('k14a-wan-rtt-plateau.txt')).map(found)).toEqual([[]]);
  expect((await explainFile('k7-ramping-vus.txt')).map(found)).toEqual([[]]);
});
