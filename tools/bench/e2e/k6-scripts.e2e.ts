import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '../src/launch/launcher.ts';
import { type GeneratorRun, generatorRun } from '../src/load/generator-run.ts';
import { headersNotRead } from '../src/load/headers-not-read.ts';
import { findK6 } from '../src/load/k6.ts';
import { parseOptions } from '../src/plan/parse-options.ts';
import type { PlannedRound } from '../src/plan/plan.ts';
import { loadOnce } from '../src/run/load-once.ts';
import type { LoadSummary, MeasuredRound } from '../src/schema/round.ts';
import { proportionalMemory } from '../src/system/process/proportional-memory.ts';
import { k6Path, k6TwoPath, repository } from './k6-path.ts';

/** Scripts as people have them, by k6 1.x and 2.x, or by the one of K6_PATH. */
const k6s = [k6Path, ...(process.env.K6_PATH ? [] : [k6TwoPath])].map((path) => findK6(path, repository));
const load = `{ scenarios: { c: { executor: 'constant-vus', vus: Number(__ENV.VUS), duration: __ENV.DURATION, gracefulStop: '0s' } } }`;
const request = 'http.get(__ENV.BASE_URL + __ENV.ENDPOINT);';

describe.each(k6s)('by k6 $version', (k6) => {
  /** How long the server takes for what it then answers with 500. */
  const badMs = 400;
  let server: Server;
  let folder: string;
  let url: string;
  const seen: string[] = [];
  beforeAll(async () => {
    server = createServer((asked, answer) => {
      seen.push(asked.headers['x-vus'] as string);
      if (asked.url === '/bad') setTimeout(() => answer.writeHead(500).end('bad'), badMs);
      else answer.end('ok');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    folder = mkdtempSync(join(tmpdir(), 'k6-scripts-'));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) {
      if (/^K6_(VUS|DURATION|NO_SUMMARY|NEW_)/.test(name)) delete process.env[name];
    }
  });

  async function run(name: string, script: string, isWarmUp = false): Promise<LoadSummary | undefined> {
    const generator = await ran(name, script, isWarmUp);
    return isWarmUp ? undefined : (await generator.readSummary()).load;
  }

  /** Loads the server for a second with a script of this text. */
  async function ran(name: string, script: string, isWarmUp = false): Promise<GeneratorRun> {
    mkdirSync(join(folder, name), { recursive: true });
    const file = join(folder, `${name}.js`);
    writeFileSync(file, `import http from 'k6/http';\n${script}`);
    const options = parseOptions('test', { command: ['true'], vus: 3, endpoint: '/' });
    const signal = new AbortController().signal;
    const base = join(folder, name, 'round-1');
    const planned = { load: { name, file }, k6, url, options, duration: '1s', base, signal, isWarmUp };
    const generator = await generatorRun(planned);
    await generator.start().done;
    return generator;
  }

  const filesOf = (name: string) => readdirSync(join(folder, name)).sort();

  test('variables of k6 in the environment change neither the load nor the summary', async () => {
    Object.assign(process.env, {
      K6_VUS: '1',
      K6_DURATION: '1ms',
      K6_NO_SUMMARY: 'true',
      K6_NEW_MACHINE_READABLE_SUMMARY: 'true',
    });
    const withVus = `http.get(__ENV.BASE_URL + '/', { headers: { 'x-vus': String(__VU) } });`;
    const summary = await run(
      'environment',
      `export const options = ${load};\nexport default () => { ${withVus} };`,
    );
    expect(summary?.requests).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set(['1', '2', '3']));
  });

  test('without a response callback, failed requests are unknown', async () => {
    const script = `http.setResponseCallback(null);\nexport const options = ${load};\nexport default () => { ${request} };`;
    const summary = await run('no-callback', script);
    expect(summary?.requests).toBeGreaterThan(0);
    expect(summary).not.toHaveProperty('failedRequests');
  });

  test('iterations that an exception of the script has ended are counted', async () => {
    const { readExceptions, readSummary } = await ran(
      'throws',
      `export const options = ${load};\nexport default () => { ${request} if (__ITER % 2) null.name; };`,
    );
    const { iterations } = (await readSummary()).load;
    const found = await readExceptions!();
    expect(found).toMatchObject({ isWhole: true, first: expect.stringMatching(/^TypeError: .*name/) });
    expect(found.iterations / iterations).toBeGreaterThan(0.4);
    expect(found.iterations / iterations).toBeLessThan(0.6);
  });

  test('files of an own handleSummary are those of measured loads, beside the summary', async () => {
    const script = `export const options = ${load};\nexport default () => { ${request} };\nexport const handleSummary = () => ({ 'mine.txt': 'mine' });`;
    await run('own-summary', script, true);
    expect(filesOf('own-summary')).not.toContain('mine.txt');
    expect((await run('own-summary', script))?.requests).toBeGreaterThan(0);
    expect(filesOf('own-summary')).toContain('mine.txt');
  });

  test('a threshold that aborts does not shorten the load, and a journey may be longer than it', async () => {
    const thresholds = `{ http_req_duration: [{ threshold: 'max<0', abortOnFail: true, delayAbortEval: '0s' }] }`;
    const script = `import { sleep } from 'k6';\nexport const options = { ...${load}, thresholds: ${thresholds} };\nexport default () => { ${request} sleep(60); };`;
    const summary = await run('journey', script);
    expect(summary).toMatchObject({ requests: 3, iterations: 0 });
  });

  test.each([
    [
      'of WebSocket alone',
      `import ws from 'k6/ws';\nexport default () => { ws.connect(__ENV.BASE_URL.replace('http', 'ws'), {}, () => {}); };`,
      /speaks WebSocket alone/,
    ],
    ['without any request', 'export default () => {};', /found none in \d+ iterations/],
  ])('a script %s is refused by what it is', async (name, script, reason) => {
    const refused = run(name.replaceAll(' ', '-'), `export const options = ${load};\n${script}`);
    await expect(refused).rejects.toMatchObject({
      code: 'NO_HTTP_REQUESTS',
      message: expect.stringMatching(reason),
    });
  });

  test('data files are read beside the script', async () => {
    writeFileSync(join(folder, 'paths.json'), '["/a", "/b"]');
    const script = `import { SharedArray } from 'k6/data';
const paths = new SharedArray('paths', () => JSON.parse(open('./paths.json')));
export const options = ${load};
export default () => { http.get(__ENV.BASE_URL + paths[__ITER % 2]); };`;
    expect((await run('data', script))?.requests).toBeGreaterThan(0);
  });

  test('a module by a relative path is taken, one from npm refused with what to do', async () => {
    mkdirSync(join(folder, 'node_modules/greet'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/greet/index.mjs'), "export const path = '/greet';");
    const using = (specifier: string) =>
      `import { path } from '${specifier}';\nexport const options = ${load};\nexport default () => { http.get(__ENV.BASE_URL + path); };`;
    expect((await run('relative', using('./node_modules/greet/index.mjs')))?.requests).toBeGreaterThan(0);
    await expect(run('from-npm', using('greet'))).rejects.toMatchObject({
      code: 'K6_FAILED',
      fix: expect.stringMatching(/"greet".*bundle/),
    });
  });

  test('a script that needs an extension which k6 lacks is refused with what to do', async () => {
    const script = `import none from 'k6/x/none';\nexport const options = ${load};\nexport default () => { none(); };`;
    await expect(run('extension', script)).rejects.toMatchObject({
      code: 'K6_FAILED',
      fix: expect.stringMatching(/k6\/x\/none.*xk6/),
    });
  });

  test('a configuration of k6 in the home of the user changes nothing', async () => {
    const home = join(folder, 'home');
    const { HOME, XDG_CONFIG_HOME } = process.env;
    for (const place of ['.config/k6', '.config/loadimpact/k6']) {
      mkdirSync(join(home, place), { recursive: true });
      writeFileSync(join(home, place, 'config.json'), '{ "maxRedirects": 0, "userAgent": "mine", "rps": 1 }');
    }
    Object.assign(process.env, { HOME: home, XDG_CONFIG_HOME: join(home, '.config') });
    try {
      const script = `export const options = ${load};\nexport default () => { ${request} };`;
      expect((await run('home', script))?.requests).toBeGreaterThan(10);
    } finally {
      process.env.HOME = HOME;
      if (XDG_CONFIG_HOME === undefined) delete process.env.XDG_CONFIG_HOME;
      else process.env.XDG_CONFIG_HOME = XDG_CONFIG_HOME;
    }
  });

  test.each([
    ['none', 'http.get(__ENV.BASE_URL);', ['headers']],
    ['read', "const headers = JSON.parse(__ENV.HEADERS ?? '{}'); http.get(__ENV.BASE_URL, { headers });", []],
  ])('whether a script reads the option "headers" is told by its text: %s', (_name, text, expected) => {
    const file = join(folder, 'headers.js');
    writeFileSync(
      join(folder, 'request.js'),
      `import http from 'k6/http';\nexport default () => { ${text} };`,
    );
    writeFileSync(file, "export { default } from './request.js';");
    expect(headersNotRead({ headers: { A: 'b' } }, [{ name: 'headers', file }])).toEqual(expected);
    expect(headersNotRead({ headers: {} }, [{ name: 'headers', file }])).toEqual([]);
  });

  test('a warm-up counts its requests while it runs, which is how it is known to be level', async () => {
    const file = join(folder, 'counted.js');
    writeFileSync(
      file,
      `import http from 'k6/http';\nexport const options = ${load};\nexport default () => { ${request} };`,
    );
    const options = parseOptions('test', { command: ['true'], vus: 3, endpoint: '/' });
    const { signal } = new AbortController();
    const base = join(folder, 'counted-warm-up');
    const planned = { load: { name: 'counted', file }, k6, url, options, duration: '3s', base, signal };
    const generator = await generatorRun({ ...planned, isWarmUp: true });
    const running = generator.start();
    let most = 0;
    const poll = setInterval(async () => {
      most = Math.max(most, (await generator.live!.requests()) ?? 0);
    }, 100);
    await running.done.finally(() => clearInterval(poll));
    expect(most).toBeGreaterThan(0);
  });

  /** One measurement of a second, by the code that measures every round; this process is the server. */
  function measure(name: string, script: string): Promise<MeasuredRound> {
    const file = join(folder, `${name}.js`);
    writeFileSync(file, `import http from 'k6/http';\nimport { sleep } from 'k6';\n${script}`);
    mkdirSync(join(folder, name), { recursive: true });
    const options = parseOptions('test', { command: ['true'], vus: 3, endpoint: '/' });
    return loadOnce(
      {
        round: { server: { options }, round: 0, position: 0 } as PlannedRound,
        scenario: { name, file },
        running: {
          url,
          usage: ownUsage,
          proportionalMemory: proportionalMemory(() => [process.pid]),
          throttling: throttledAllTheTime,
          died: new Promise<never>(() => {}),
        } as unknown as RunningServer,
        k6,
        log: { writtenBytes: () => 0, end: () => {} },
        before: [],
        folder,
        signal: new AbortController().signal,
        onRequests: () => {},
      },
      { duration: '1s', rate: 10, base: join(folder, name, 'round-1') },
    );
  }

  /** A quota of 1 ms in each 10 ms that always runs out. */
  const throttledAllTheTime = () => {
    const periods = Math.floor(performance.now() / 10);
    return { throttledPeriods: periods, totalPeriods: periods, throttledMicros: periods * 9000 };
  };

  const ownUsage = () => {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() };
  };

  test('rate, duration and CPU are of the load, without setup() and teardown()', async () => {
    const around = `export const setup = () => { ${request} sleep(2); };\nexport const teardown = () => { sleep(2); };`;
    const {
      load: counted,
      durationMs,
      outsideLoad,
      server: used,
    } = await measure(
      'around',
      `export const options = ${load};\n${around}\nexport default () => { ${request} };`,
    );
    // Of 5 seconds in all.
    expect(durationMs).toBeLessThan(2500);
    expect(outsideLoad!.setupMs + outsideLoad!.afterMs).toBeGreaterThan(2500);
    expect(outsideLoad!.requests).toBeGreaterThanOrEqual(1);
    expect((counted.requestsPerSecond * durationMs) / 1000).toBeCloseTo(counted.requests, 3);
    expect(used.cpuMicrosPerRequest * counted.requests).toBeCloseTo(used.cpuMicros, 3);
    expect(used.throttling!.totalPeriods).toBeLessThan(250);
  });

  const bad = `check(http.get(__ENV.BASE_URL + '/bad'), { never: () => false });`;
  const aroundBad = `export const setup = () => { for (let i = 0; i < 4; i++) ${bad} return { from: 'setup' }; };
export const teardown = () => { ${bad} };`;
  const goodAsSetUp = `if (data.from !== 'setup') throw new Error('no data'); check(${request.slice(0, -1)}, { ok: (r) => r.status === 200 });`;

  test.each([
    ['one scenario', `export const options = ${load};\nexport default (data) => { ${goodAsSetUp} };`],
    [
      'two, thresholds, a summary and a file of its own',
      `const options_ = ${load};
const { c } = options_.scenarios;
export const options = {
  scenarios: { one: { ...c, exec: 'first', tags: { mine: 'yes' } }, two: { ...c, exec: 'second' } },
  thresholds: { http_req_duration: ['p(95)<1'], 'http_req_duration{mine:yes}': ['p(99)<1'] },
};
const self = open('./two--thresholds--a-summary-and-a-file-of-its-own.js');
export function first(data) { if (!self.includes('aroundBad')) throw new Error(); group('g', () => { ${goodAsSetUp} }); }
export function second(data) { ${goodAsSetUp} }
// aroundBad
export const handleSummary = (data) => ({ stdout: String(data.metrics['http_req_duration{mine:yes}'].values.med) });`,
    ],
    [
      'the short form',
      `export const options = { vus: 3, duration: __ENV.DURATION };\nexport default (data) => { ${goodAsSetUp} };`,
    ],
  ])('trends, failures and checks are of the load alone: %s', async (name, script) => {
    const imports = `import { check, group } from 'k6';\n`;
    const {
      load: counted,
      outsideLoad,
      server: used,
    } = await measure(name.replaceAll(/[ ,]/g, '-'), `${imports}${aroundBad}\n${script}`);
    expect(counted).toMatchObject({ failedRequests: 0, failedChecks: 0 });
    for (const trend of [counted.latencyMs, counted.waitingMs!]) expect(trend.max).toBeLessThan(badMs);
    expect(outsideLoad?.requests).toBeGreaterThanOrEqual(5);
    expect(counted.requests).toBeGreaterThan(0);
    expect(used.cpuMicrosPerRequest).toBeGreaterThan(0);
    expect(
      readdirSync(join(folder, name.replaceAll(/[ ,]/g, '-'))).filter((file) => file.endsWith('.tar')),
    ).toEqual([]);
  });

  test('a script whose setup() alone makes requests has no load', async () => {
    const script = `${aroundBad}\nexport const options = ${load};\nexport default () => { sleep(0.1); };`;
    await expect(measure('no-load', `import { check } from 'k6';\n${script}`)).rejects.toMatchObject({
      code: 'NO_HTTP_REQUESTS',
    });
  });

  test('a graceful stop, and what is asked for in it, is not of the load', async () => {
    const patient = load.replace("'0s'", "'9s'");
    const slow = await measure(
      'grace',
      `export const options = ${patient};\nexport default () => { ${request} sleep(3); ${request} };`,
    );
    expect(slow.load.iterations).toBe(3);
    expect(slow.durationMs).toBeLessThan(2500);
    expect(slow.load.requests).toBeLessThan(6);
    expect(slow.load.requests + slow.outsideLoad!.requests).toBe(6);
  });
});
