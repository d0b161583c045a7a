import { expect, test } from 'vitest';
import { explain } from './explain.ts';
import { renderExplained } from './render.ts';

/** A run of k6 1.x without HTTP: gRPC, Kafka or a database. */
const withoutHttp = (metric: string) => `
     scenarios: (100.00%) 1 scenario, 5 max VUs, 40s max duration (incl. graceful stop):
              * default: 5 looping VUs for 10s (gracefulStop: 30s)
  █ TOTAL RESULTS
    ${metric}
    EXECUTION
    iteration_duration...: avg=50ms min=40ms med=50ms max=80ms p(90)=60ms p(95)=65ms
    iterations...........: 1000 100/s
    vus..................: 5    min=5 max=5
    vus_max..............: 5    min=5 max=5
    NETWORK
    data_received........: 0 B  0 B/s
    data_sent............: 0 B  0 B/s`;
const kafka = withoutHttp('kafka_writer_message_count...: 1000 100/s');
const grpc = withoutHttp('grpc_req_duration...: avg=20ms min=10ms med=20ms max=30ms p(90)=25ms p(95)=28ms');

const legacy = (...lines: string[]) => `
     data_received...: 1 MB 100 kB/s
     data_sent.......: 1 MB 100 kB/s
${lines.map((line) => `     ${line}`).join('\n')}
     iterations......: 1000 100/s
     vus.............: 5 min=5 max=5
     vus_max.........: 5 min=5 max=5`;

const stateOf = (text: string, code: string) => {
  const verdict = explain(text)[0]?.verdicts.find(
    (each) => (each.state === 'present' ? each.finding.code : each.code) === code,
  );
  return verdict && { state: verdict.state, says: JSON.stringify(verdict) };
};

test.each([
  ['Kafka', kafka],
  ['gRPC', grpc],
])('a run of %s alone has no HTTP requests, rather than metrics that k6 did not print', (_, text) => {
  for (const code of ['vu-bound', 'delayed-ack-stall', 'error-responses', 'connections-not-reused']) {
    expect(stateOf(text, code)).toMatchObject({
      state: 'unknown',
      says: expect.stringMatching(/the summary has none/),
    });
  }
  expect(renderExplained(explain(text))).not.toMatch(/failed connections|summary-mode/);
});

test('gRPC is shown by its own times, and runs without HTTP stand side by side by their iterations', () => {
  const text = renderExplained(explain(`# one\n${grpc}\n# other\n${kafka}`));
  expect(text).toMatch(/^one: 100 iterations\/s, grpc_req_duration 20 ms on average, 5 VUs/);
  expect(text).toMatch(/iterations\/s +iteration avg[^\n]*\n +one +100 +50 ms/);
});

test('what is asked for is what the summary lacks, and only where the k6 that wrote it has it', () => {
  const compact = explain(grpc.replace('grpc_req_duration', 'http_reqs...: 10 1/s\n    http_req_duration'));
  expect(renderExplained(compact)).toMatch(
    /connections-not-reused: needs http_req_connecting \(k6 prints it with --summary-mode=full\)\n/,
  );
  const old = legacy('http_reqs.......: 1000 100/s');
  expect(stateOf(old, 'error-responses')?.says).toMatch(/http_req_failed \(k6 has it since 0\.31\)/);
});

test('percentiles of another choice tell of a stall too', () => {
  const receiving = (statistics: string) =>
    legacy(
      'http_req_duration...: avg=60ms min=1ms med=60ms max=200ms p(95)=90ms p(99)=95ms',
      `http_req_receiving...: ${statistics}`,
      'http_req_waiting...: avg=1ms min=0.5ms med=1ms max=20ms p(95)=2ms p(99)=3ms',
      'http_reqs.......: 1000 100/s',
    );
  const quick = receiving('avg=3ms min=0.1ms med=2ms max=95ms p(95)=12ms p(99)=27ms');
  expect(stateOf(quick, 'delayed-ack-stall')?.state).toBe('absent');
  const stalled = receiving('avg=40ms min=0.1ms med=41ms max=52ms p(95)=43ms p(99)=44ms');
  expect(stateOf(stalled, 'delayed-ack-stall')?.state).toBe('present');
});

test('dropped iterations are of the rate where the other scenarios have too few', () => {
  const dropped = (count: number) => `
  scenarios: (100.00%) 2 scenarios, 101 max VUs, 10m30s max duration (incl. graceful stop):
           * once: 10 iterations shared among 1 VUs (maxDuration: 10m0s, gracefulStop: 30s)
           * load: 100.00 iterations/s for 30s (maxVUs: 10-100, gracefulStop: 30s)
${legacy(`dropped_iterations...: ${count} 1/s`, 'http_reqs.......: 1000 100/s')}`;
  expect(stateOf(dropped(50), 'dropped-iterations')?.says).toMatch(/those the rate asked for/);
  const either = stateOf(dropped(5), 'dropped-iterations')?.says;
  expect(either).toMatch(/those that were due/);
  // They are in the text, so nobody is asked for them.
  expect(either).not.toMatch(/scenarios:/);
});

test('a group with its sleep() is not compared with the requests of a tag', () => {
  const text = legacy(
    'group_duration...: avg=2s min=1s med=2s max=3s p(90)=2.5s p(95)=2.8s',
    '{ group:::a }...: avg=2s min=1s med=2s max=3s p(90)=2.5s p(95)=2.8s',
    'http_req_duration...: avg=20ms min=10ms med=20ms max=30ms p(90)=25ms p(95)=28ms',
    '{ name:x }...: avg=20ms min=10ms med=20ms max=30ms p(90)=25ms p(95)=28ms',
    'http_reqs.......: 1000 100/s',
  );
  expect(stateOf(text, 'unequal-parts')?.state).toBe('unknown');
});

test('the tail of a few thousand requests is their maximum', () => {
  const text = legacy(
    'http_req_duration...: avg=20ms min=10ms med=20ms max=30ms p(99)=28ms p(99.9)=29ms',
    'http_reqs.......: 1000 100/s',
  );
  expect(stateOf(text, 'few-samples')?.says).toMatch(/too few for p99\.9: it takes 2,995 for p99\.9/);
});

test('a number that nobody would give k6 is none', () => {
  const text = `* rate: 1000.00 iterations/s for 10s (maxVUs: 50-1${'9'.repeat(400)}, gracefulStop: 30s)\n${legacy(
    'dropped_iterations...: 500 50/s',
    'http_reqs.......: 1000 100/s',
  )}`;
  expect(renderExplained(explain(text))).not.toMatch(/∞|Infinity/);
});

test("a logger's time and level before each line do not matter", () => {
  const text = legacy('http_reqs.......: 1000 100/s').replaceAll(/^/gm, '2026/08/10 10:27:04 INFO ');
  expect(explain(text).map(({ load }) => load)).toEqual([
    expect.objectContaining({ requests: 1000, iterations: 1000, vusMax: 5 }),
  ]);
});

const after = (...lines: string[]) =>
  `${legacy('dropped_iterations...: 500 50/s', 'http_reqs.......: 1000 100/s')}\n\nrunning (0m10.0s), 0/5 VUs, 1000 complete and 0 interrupted iterations\n${lines.join('\n')}`;

test('the last progress of a scenario tells its executor where the lines before it are missing', () => {
  const bar = '[======================================]';
  const rate = after(`load ✓ ${bar} 000/005 VUs  10s  150.00 iters/s`);
  expect(stateOf(rate, 'dropped-iterations')?.says).toMatch(/those the rate asked for/);
  const shared = after(`default ✓ ${bar} 5 VUs  0m10.0s/10s  1000/1500 shared iters`);
  expect(stateOf(shared, 'dropped-iterations')?.says).toMatch(/maxDuration was over/);
  expect(explain(after(`default ✓ ${bar} 5 VUs  10s`))[0]?.facts.model).toBe('closed');
});

test('lines that somebody shortened by hand are read as far as they go', () => {
  const [run, ...others] = explain(`**Run 93 (rate 6)**:

iterations........................: 249
dropped_iterations................: 22
http_req_failed...................: 2.00% (5/250)   <- more than before
my_event_duration_ms: p95=7950.6ms
vus_max............................: 41

running (3m10.1s), 249 complete / 3 interrupted iterations
ERRO: thresholds on metrics 'http_req_failed' were crossed;`);
  expect(others).toEqual([]);
  expect(run).toMatchObject({
    name: 'Run 93 (rate 6)',
    load: { iterations: 249, droppedIterations: 22, failedRequests: 5, requests: 250, vusMax: 41 },
  });
  const found = run?.verdicts.flatMap((each) => (each.state === 'present' ? [each.finding.code] : []));
  expect(found).toEqual([
    'dropped-iterations',
    'error-responses',
    'crossed-thresholds',
    'interrupted-iterations',
  ]);
});

test('a table of thresholds above the metrics is read', () => {
  const text = `http_req_duration{scenario:ui}  ✗ 'p(95)<1000' p(95)=1.2s\nhttp_req_failed  ✓ 'rate<0.01' rate=0.00%\n${legacy('http_reqs...: 1000 100/s')}`;
  expect(stateOf(text, 'crossed-thresholds')?.says).toMatch(/http_req_duration\{scenario:ui\}: p\(95\)<1000/);
});

test('what a threshold made and no request filled is not a request', () => {
  const text = withoutHttp(`http_req_failed.............: 0.00%  0 out of 0
    http_req_duration...........: avg=0s min=0s med=0s max=0s p(90)=0s p(95)=0s
    browser_http_req_failed.....: 14.28% 1 out of 7
    browser_web_vital_lcp.......: avg=400ms min=400ms med=400ms max=400ms p(90)=400ms p(95)=400ms`);
  const [run] = explain(text);
  expect(run?.facts.http).toBe('none');
  expect(run?.load).not.toHaveProperty('latencyMs');
  expect(stateOf(text, 'error-responses')?.says).toMatch(/14\.3 % of the requests failed/);
});

test('a threshold written beside a share is no count of requests', () => {
  const [run] = explain('✗ http_req_failed...: 1.50%  ✗ 1.50% > 1.00%\n  iterations...: 100 1/s');
  expect(run?.facts.failedShare).toBe(0.015);
  expect(run?.load).not.toHaveProperty('requests');
});

test('a WebSocket that is opened and closed at once is no wait', () => {
  const session = (connecting: number) =>
    withoutHttp(`ws_connecting...: avg=${connecting}ms min=1ms med=${connecting}ms max=48ms p(90)=45ms p(95)=46ms
    ws_session_duration...: avg=49ms min=2ms med=49ms max=80ms p(90)=55ms p(95)=60ms`);
  expect(stateOf(session(47), 'vu-bound')?.state).toBe('unknown');
  expect(stateOf(session(2), 'vu-bound')?.state).toBe('present');
});

test('scenarios whose progress alone is known may have run one after another, and no time is set aside for setup()', () => {
  const bar = '[======================================]';
  const text = `running (1m30.1s), 000/5 VUs, 1000 complete and 0 interrupted iterations
quick ✓ ${bar} 5 VUs  5s
slow  ✓ [ 100% ] 5 VUs  5s
${legacy(
  'http_reqs.......: 1000 10/s',
  'iteration_duration...: avg=50ms min=40ms med=50ms max=80ms p(90)=60ms p(95)=65ms',
)}`;
  expect(explain(text)[0]?.facts.summary.scenarios).toHaveLength(2);
  expect(stateOf(text, 'setup-in-rate')?.state).toBe('unknown');
});

test.each([
  [
    'of the REST API',
    {
      data: [
        { type: 'metrics', id: 'http_reqs', attributes: { type: 'counter', sample: { count: 10, rate: 2 } } },
      ],
    },
  ],
  [
    'with samples',
    { metrics: { http_reqs: { type: 'counter', contains: 'default', sample: { count: 10, rate: 2 } } } },
  ],
])('metrics %s are a summary', (_, json) => {
  expect(explain(JSON.stringify(json)).map(({ load }) => load)).toEqual([
    expect.objectContaining({ requests: 10, requestsPerSecond: 2 }),
  ]);
});

test('a share without counts, and counts that were swapped, are read by the name of the metric', () => {
  const of = (failed: object) =>
    explain(JSON.stringify({ metrics: { http_reqs: { count: 1000 }, http_req_failed: failed } }))[0];
  expect(of({ value: 0.002 })?.facts.failedShare).toBe(0.002);
  expect(of({ rate: 0.015, passes: 985, fails: 15 })?.load.failedRequests).toBe(15);
});

test('checks of which each answer passes one are no errors', () => {
  const text = `     ✗ status is 200
      ↳  0% — ✓ 1 / ✗ 490
     ✗ status is 400, out of stock
      ↳  99% — ✓ 490 / ✗ 1

     checks..........: 50.00% ✓ 491 ✗ 491
${legacy('http_req_failed...: 99.79% ✓ 490 ✗ 1', 'http_reqs.......: 491 100/s')}`;
  expect(stateOf(text, 'failed-checks')?.state).toBe('absent');
  expect(stateOf(text, 'error-responses')?.says).toMatch(/"invalidates":\[\].*exclude one another/);
});

test("a program's listing of the output is read without its quotes", () => {
  const text = legacy('http_reqs.......: 1000 100/s').replaceAll(/^.*$/gm, (line) => `   '${line}\\n'`);
  expect(explain(text).map(({ load }) => load)).toEqual([
    expect.objectContaining({ requests: 1000, vusMax: 5 }),
  ]);
});

test.each([
  ['> ## Second run', 'Second run'],
  ['> > We see this:', 'We see this'],
])('a heading in a quote is named without the marks of the quote: %s', (line, heading) => {
  const quoted = legacy('http_reqs.......: 1000 100/s')
    .split('\n')
    .map((each) => `> ${each}`);
  expect(explain([line, ...quoted].join('\n')).map(({ name }) => name)).toEqual([heading]);
});

test.each([
  ['a dot', '{ expected_response:true }.: avg=275ms min=18ms'],
  ['no dots', '✓ { expected_response:true }: avg=275ms min=18ms'],
])('a sub-metric before whose colon somebody left %s parts nothing from the metrics below it', (_, line) => {
  const [run, ...others] = explain(`
http_req_duration..............: avg=285ms  min=18ms  med=198ms  max=2.1s  p(95)=687ms
  ${line}  med=195ms  max=1.8s  p(95)=652ms
http_req_failed................: 1.50%   ✓ 180   ✗ 11820
http_reqs......................: 12000   12.5/s`);
  expect(others).toEqual([]);
  expect(JSON.stringify(run)).toContain('180 of 12,000 requests failed');
});

test('a run in a comment is named by what the comment says, not by its marks', () => {
  const run = 'http_reqs......................: 12000   12.5/s\n';
  expect(renderExplained(explain(`// First run:\n// ${run}`))).toMatch(/^First run: /);
  expect(renderExplained(explain(`/*\n   ${run}*/`))).not.toMatch(/^\/\*/);
});
