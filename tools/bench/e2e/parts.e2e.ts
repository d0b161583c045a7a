import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../src/launch/launcher.ts';
import { findK6 } from '../src/load/k6.ts';
import { parseOptions } from '../src/plan/parse-options.ts';
import type { PlannedRound } from '../src/plan/plan.ts';
import { measureLoad } from '../src/run/measure-load.ts';
import type { MeasuredRound } from '../src/schema/round.ts';
import { proportionalMemory } from '../src/system/process/proportional-memory.ts';

/** Loads of several kinds of request, by the k6 that is found; this process is the server. */
const k6 = findK6(undefined, join(import.meta.dirname, '../../..'));
let server: Server;
let folder: string;
let url: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (request.url === '/old') return response.writeHead(302, { location: '/' }).end();
    if (request.url?.startsWith('/dear')) await sleep(20);
    return response.end('ok');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'parts-'));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const load = `{ scenarios: { c: { executor: 'constant-vus', vus: 2, duration: __ENV.DURATION, gracefulStop: '0s' } } }`;

async function measure(
  name: string,
  body: string,
  options = load,
  before: MeasuredRound[] = [],
  given: object = {},
) {
  const file = join(folder, `${name}.js`);
  const imports =
    "import http from 'k6/http';\nimport { group } from 'k6';\nimport exec from 'k6/execution';\nconst base = __ENV.BASE_URL;\n";
  writeFileSync(file, `${imports}export const options = ${options};\nexport default () => { ${body} };`);
  mkdirSync(join(folder, name), { recursive: true });
  const usage = () => ({ cpuMicros: process.cpuUsage().user, rssBytes: process.memoryUsage.rss() });
  return measureLoad({
    round: {
      server: {
        options: parseOptions('test', { command: ['true'], warmup: '0s', duration: '1s', ...given }),
      },
      round: before.length,
      position: 0,
    } as PlannedRound,
    scenario: { name, file },
    running: {
      url,
      usage,
      proportionalMemory: proportionalMemory(() => [process.pid]),
      died: new Promise<never>(() => {}),
    } as unknown as RunningServer,
    k6,
    log: { writtenBytes: () => 0, end: () => {} },
    before,
    folder,
    signal: new AbortController().signal,
    onRequests: () => {},
  });
}

const keys = ({ load: { parts = [] } }: MeasuredRound) =>
  parts.map(({ tag, value }) => `${tag} ${value}`).sort();
const p50 = ({ load: { parts = [] } }: MeasuredRound, value: string) =>
  parts.find((part) => part.value === value)!.latencyMs.p50;

test('requests that the script names are told apart, the later rounds as the first', async () => {
  const body = `http.get(base + '/', { tags: { name: 'home' } }); http.get(base + '/dear', { tags: { name: 'dear' } });`;
  const first = await measure('tagged', body);
  expect(keys(first)).toEqual(['name dear', 'name home']);
  expect(p50(first, 'dear')).toBeGreaterThan(p50(first, 'home'));
  expect(first.load.parts!.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  expect(keys(await measure('tagged', body, load, [first]))).toEqual(['name dear', 'name home']);
});

test('without names they are told apart by their URLs, and by the groups that they are made in', async () => {
  const round = await measure(
    'groups',
    'http.get(base + "/"); group("shop", () => http.get(base + "/dear?x=1"));',
  );
  expect(keys(round)).toEqual(['group shop', 'url /', 'url /dear?x=1']);
});

test('of names without end none is told, and of one kind of request neither', async () => {
  const many = await measure('many', 'http.get(base + "/" + __VU + "-" + __ITER); http.get(base + "/");');
  expect(many.load).not.toHaveProperty('parts');
  expect((await measure('one', 'http.get(base + "/");')).load).not.toHaveProperty('parts');
});

test("tags of a script's own thresholds are told beside them", async () => {
  const thresholds = "{ 'http_req_duration{kind:slow}': ['p(95)<1000'] }";
  const body = `http.get(base + '/'); http.get(base + '/dear', { tags: { kind: 'slow' } });`;
  const round = await measure('thresholds', body, `{ ...${load}, thresholds: ${thresholds} }`);
  expect(keys(round)).toEqual(['kind slow', 'url /', 'url /dear']);
});

const redirected = 'http.get(base + "/old");';

test('redirects that k6 followed are counted', async () => {
  const { load: counted } = await measure('redirects', redirected);
  // The last one may be cut off between the two.
  expect(counted.redirectShare).toBeCloseTo(0.5, 1);
});

test('redirects that the script does not follow are answers as others', async () => {
  const { load: counted } = await measure('unfollowed', 'http.get(base + "/old", { redirects: 0 });');
  expect(counted).not.toHaveProperty('redirectShare');
});

test('what setup() asks for is no part and no redirect', async () => {
  const body =
    'http.get(base + "/"); http.get(base + "/dear"); }; export const setup = () => { http.get(base + "/old");';
  const round = await measure('set-up', body);
  expect(keys(round)).toEqual(['url /', 'url /dear']);
  expect(round.load.parts!.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  expect(round.load).not.toHaveProperty('redirectShare');
});

test('what a lead-in asks for is no part and no redirect', async () => {
  const tagged = `
  const isMeasured = Date.now() >= exec.scenario.startTime + Number.parseFloat(__ENV.LEAD_IN);
  if (isMeasured) exec.vu.metrics.tags.phase = 'measured';`;
  const body = `${tagged} http.get(base + '/'); http.get(base + (isMeasured ? '/dear' : '/old'));`;
  const round = await measure('lead-in', body, load, [], { leadIn: '1s' });
  expect(round.outsideLoad?.leadInMs).toBe(1000);
  expect(keys(round)).toEqual(['url /', 'url /dear']);
  expect(round.load).not.toHaveProperty('redirectShare');
});

test('scenarios of several functions are told apart', async () => {
  const scenario = (exec: string) =>
    `${exec}: { executor: 'constant-vus', exec: '${exec}', vus: 1, duration: __ENV.DURATION, gracefulStop: '0s' }`;
  const body =
    '}; export const buy = () => { http.get(base + "/dear"); }; export const look = () => { http.get(base + "/");';
  const round = await measure(
    'scenarios',
    body,
    `{ scenarios: { ${scenario('buy')}, ${scenario('look')} } }`,
  );
  expect(keys(round)).toEqual(['scenario buy', 'scenario look', 'url /', 'url /dear']);
});
