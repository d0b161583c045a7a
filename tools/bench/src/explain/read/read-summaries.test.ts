import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadOf } from '../../k6-output/metrics.ts';
import type { Summary } from '../../k6-output/summary.ts';
import { readSummaries } from './read-summaries.ts';

async function onlyIn(input: AsyncIterable<Uint8Array>): Promise<Summary> {
  const summaries = await readSummaries(input);
  expect(summaries).toHaveLength(1);
  return summaries[0]!.summary;
}

const requests = 20_000;

/** What `--out json` writes of requests that take 1 to 100 ms, a hundredth of which fail. */
async function* ndjson(): AsyncGenerator<Uint8Array> {
  const line = (type: string, metric: string, data: object) => `${JSON.stringify({ type, metric, data })}\n`;
  yield Buffer.from(line('Metric', 'http_reqs', { name: 'http_reqs', type: 'counter' }));
  for (let index = 0; index < requests; index++) {
    const time = new Date(1_700_000_000_000 + index).toISOString();
    const tags = {
      scenario: index % 2 === 0 ? 'left' : 'right',
      group: '',
      expected_response: String(index % 100 !== 0),
    };
    const point = (metric: string, value: number) => line('Point', metric, { time, value, tags });
    const text =
      point('http_reqs', 1) +
      point('http_req_duration', (index % 100) + 1) +
      point('http_req_failed', index % 100 === 0 ? 1 : 0);
    yield Buffer.from(text.slice(0, 150));
    yield Buffer.from(text.slice(150));
  }
}

async function* csv(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('metric_name,timestamp,metric_value,check,error,expected_response,group,scenario\n');
  for (let index = 0; index < requests; index++) {
    const second = 1_700_000_000 + Math.floor(index / 1000);
    yield Buffer.from(
      `http_reqs,${second},1.000000,,"a, b",true,,left\nhttp_req_duration,${second},${(index % 100) + 1},,,true,,left\n` +
        `checks,${second},${index % 4 === 0 ? 0 : 1},is right,,,,left\n`,
    );
  }
}

test('points of --out json are added up as they come', async () => {
  const summary = await onlyIn(ndjson());
  const load = loadOf(summary);
  expect(load).toMatchObject({
    requests,
    failedRequests: requests / 100,
    latencyMs: { min: 1, max: 100, avg: 50.5 },
  });
  expect(load.requestsPerSecond).toBeCloseTo(requests / 19.999, 6);
  // A bucket is 1 % wide.
  expect(load.latencyMs?.p50).toBeGreaterThan(49.4);
  expect(load.latencyMs?.p50).toBeLessThan(51.6);
  expect(load.latencyMs?.p99).toBeGreaterThan(98);
  const parts = summary.parts.map(({ kind, name }) => `${kind} ${name}`);
  expect(parts).toEqual(['scenario left', 'scenario right', 'tags expected_response:true']);
});

test('so are those of --out csv, compressed too', async () => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of csv()) chunks.push(chunk);
  async function* compressed(): AsyncGenerator<Uint8Array> {
    yield gzipSync(Buffer.concat(chunks));
  }
  for (const input of [csv(), compressed()]) {
    const summary = await onlyIn(input);
    expect(loadOf(summary)).toMatchObject({ requests, failedChecks: requests / 4, latencyMs: { avg: 50.5 } });
    expect(summary.checks).toEqual([{ name: 'is right', passes: (requests * 3) / 4, fails: requests / 4 }]);
  }
});

test('what is kept does not grow with the number of points, nor with that of their names', async () => {
  async function* named(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('metric_name,timestamp,metric_value,check,error,expected_response,group,scenario\n');
    for (let index = 0; index < requests; index++) {
      const row = (metric: string) =>
        `${metric},1700000000,${index},check ${index},,true,::g${index},s${index}\n`;
      yield Buffer.from(row('checks') + row(`custom_${index}`) + row('http_req_duration'));
    }
  }
  const summary = await onlyIn(named());
  expect(summary.checks).toHaveLength(200);
  expect(summary.parts).toHaveLength(200);
  expect([...summary.metrics.keys()]).toEqual(['checks', 'http_req_duration']);
});

test('a log that is too long to keep is read line by line', async () => {
  async function* log(): AsyncGenerator<Uint8Array> {
    const noise = Buffer.from('2026-01-01T00:00:00Z something else happened on this machine\n'.repeat(100));
    yield noise;
    yield Buffer.from('2026-01-01T00:00:00Z      http_reqs......: 10     1.000000/s\n');
    for (let times = 0; times < 10; times++) yield noise;
  }
  const runs = await readSummaries(log(), 10_000);
  expect(runs.map(({ summary }) => loadOf(summary).requests)).toEqual([10]);
  const words = async function* () {
    yield Buffer.from('no summary\n'.repeat(5000));
  };
  await expect(readSummaries(words(), 10_000)).rejects.toMatchObject({ code: 'NOT_A_SUMMARY' });
});

test('what only looks like gzip is refused as such', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield gzipSync('http_reqs...: 10 1/s').subarray(0, 15);
  }
  await expect(readSummaries(broken())).rejects.toMatchObject({ code: 'NOT_A_SUMMARY' });
});
