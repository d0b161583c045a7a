import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Explained, explain } from './explain.ts';
import { renderExplained } from './render.ts';

const fixture = (name: string) => readFileSync(new URL(`fixture/${name}`, import.meta.url), 'utf8');
const found = ({ verdicts }: Explained) =>
  verdicts.flatMap((verdict) => (verdict.state === 'present' ? [verdict.finding.code] : []));
const unknown = ({ verdicts }: Explained) =>
  verdicts.flatMap((verdict) => (verdict.state === 'unknown' ? [verdict.code] : []));
const stall = ['vu-bound', 'delayed-ack-stall'];

test("the ancestor's Wasm runs are VU-bound by a delayed-ACK stall, and its native, Go and Node runs are neither", () => {
  expect(explain(fixture('ancestor.txt')).map((run) => [run.name, found(run)])).toEqual([
    ['Native rust binary', []],
    ['WASM JIT binary', stall],
    ['WASM AOT binary', stall],
    ['Golang binary', []],
    ['Node binary', []],
  ]);
});

test("the stall's evidence is receiving against waiting, and Little's law gives the rate that was measured", () => {
  const wasm = explain(fixture('ancestor.txt'))[1];
  const findings = wasm?.verdicts.flatMap((verdict) =>
    verdict.state === 'present' ? [verdict.finding] : [],
  );
  expect(findings?.[1]?.evidence).toMatchObject({ receivingAvgMs: 40.79, waitingAvgMs: 2.93 });
  expect(findings?.[0]?.evidence.vusDividedByIterationPerSecond).toBeCloseTo(1142.3, 1);
  expect(findings?.[0]?.invalidates).toContain('requestsPerSecond');
});

test('what needs the CPU time of a run is unknown and not absent', () => {
  for (const run of explain(fixture('ancestor.txt'))) {
    expect(unknown(run).slice(0, 11)).toEqual([
      'generator-saturated',
      'server-saturated',
      'dependency-saturated',
      'dependency-failed',
      'cpu-throttled',
      'noisy-host',
      'script-exceptions',
      'memory-growth',
      'heavy-logging',
      'warm-up-too-short',
      'unstable-rounds',
    ]);
  }
});

test.each([
  'stall.summary-export.json',
  'stall.handle-summary.json',
  'stall.full.txt',
])('the same fault is found in %s', (name) => {
  expect(explain(fixture(name)).map(found)).toEqual([stall]);
});

test("a summary without http_req_receiving, as k6's compact mode prints, can not tell of the stall", () => {
  const compact = fixture('stall.full.txt').replaceAll(/^ *http_req_(receiving|waiting|blocked).*$/gm, '');
  const [run] = explain(compact);
  expect(run && unknown(run)).toEqual(expect.arrayContaining(['delayed-ack-stall', 'vu-bound']));
  expect(run && found(run)).toEqual([]);
});

test('a heading in Markdown, Windows line ends and text around do not matter', () => {
  const text = fixture('stall.full.txt').replaceAll('\n', '\r\n');
  const document = `# Results\r\n\r\nWe ran it: well.\r\n\r\n## With a stall\r\n\r\n${text}\r\nThat was it.\r\n`;
  expect(explain(document).map((run) => [run.name, found(run)])).toEqual([['With a stall', stall]]);
});

test.each([
  ['', 'it is empty'],
  ['hello: world', 'text without'],
  ['{"metrics": 3}', 'JSON without'],
  ['[1, 2]', 'JSON without'],
])('%j is refused by a coded error', (text, what) => {
  expect(() => explain(text)).toThrow(
    expect.objectContaining({ code: 'NOT_A_SUMMARY', message: expect.stringContaining(what) }),
  );
});

test('the text names finding, consequence and fix, and what is unknown', () => {
  const text = renderExplained(explain(fixture('ancestor.txt')));
  expect(text).toContain('WASM AOT binary: 1,142 requests/s');
  expect(text).toMatch(/FOUND +delayed-ack-stall/);
  expect(text).toContain('so requests/s and latency say nothing about the server');
  expect(text).toMatch(/unknown +generator-saturated: needs the CPU time/);
});
