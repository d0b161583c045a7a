import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../../schema/report.ts';
import { renderJson } from '../../../text/json.ts';
import { historyOf } from '../../fixture/history.ts';
import { limitedServer, overLimits } from '../../fixture/limited-server.ts';
import { failedRow, figure, fiveServers, latency, measuredRow, report } from '../../fixture/report.ts';
import { resultsFor } from '../../fixture/results.ts';
import { renderHtml } from '../page.ts';
import { browserNote, executablePath, useBrowser } from './open-page.ts';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Names down the side of a chart, in their order. */
function names(page: Page, chart: string): Promise<string[]> {
  return page.locator(`#${chart} .names text`).allTextContents();
}

async function axeProblems(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's content security policy does not bind.
  await page.evaluate(await readFile(axeFile, 'utf8'));
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe;
    interface Violation {
      id: string;
      impact: string;
      nodes: { html: string }[];
    }
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  });
}

describe.skipIf(!executablePath)(`the page in Chromium${browserNote}`, { timeout: 60_000 }, () => {
  const browser = useBrowser();

  it('says in words what the ranking says', async () => {
    const page = await browser.open(fiveServers());
    expect(await page.locator('h1').textContent()).toMatch(
      /^Rust native serves a request for 17\.1\sµs of CPU\.$/,
    );
    const detail = await page.locator('.detail').textContent();
    expect(detail).toMatch(/93\.8\s% interval 16\.6 to 17\.6/);
    expect(detail).toMatch(/Rust native uses 0\.5\d times the CPU per request of Go \(96\.1 % interval/);
    expect(detail).not.toContain('Rust Wasm');
  });

  it('draws a bar, a median and an interval for every ranked server', async () => {
    const page = await browser.open(fiveServers());
    const cpu = page.locator('#cpu');
    expect(await names(page, 'cpu')).toEqual(['Rust native', 'Go', 'Node', 'Rust Wasm AOT', 'Rust Wasm']);
    expect(await cpu.locator('.bar rect, .bar path').count()).toBe(4);
    expect(await cpu.locator('.median circle').count()).toBe(3);
    expect(await cpu.locator('.interval line').count()).toBe(3);
    expect(await cpu.locator('.value text').allTextContents()).toEqual([
      '17.1 (16.6–17.6)',
      '33.4 (31.7–35.1)',
      '71.8 (67.5–76.1)',
      '[88.0] not ranked',
    ]);
    expect(await cpu.locator('.notes').textContent()).toMatch(
      /delayed-ack-stall Not ranked here: Rust Wasm AOT.*receivingP50Ms 40\.7/,
    );
    expect(await cpu.locator('svg').textContent()).toContain('failed: SERVER_NOT_READY');
  });

  it('draws bars whose lengths are in the proportion of the figures', async () => {
    const page = await browser.open(
      report([measuredRow(), measuredRow({ server: 'b', label: 'B', cpuMicrosPerRequest: figure(34.2) })]),
    );
    const widths = await page
      .locator('#cpu .bar path, #cpu .bar rect')
      .evaluateAll((bars) =>
        bars.map((bar) => (bar as unknown as { getBBox(): { width: number } }).getBBox().width),
      );
    expect((widths[1] as number) / (widths[0] as number)).toBeCloseTo(2, 1);
  });

  it('draws a capacity as a figure, and a lower bound in words alone', async () => {
    const load = { p99LimitMs: 50, generatorCores: figure(0.6), idleCores: figure(0.9) };
    const page = await browser.open(
      report([
        measuredRow({
          scenario: 'capacity',
          capacity: { state: 'found', requestsPerSecond: figure(4200), ...load },
        }),
        measuredRow({
          scenario: 'capacity',
          server: 'go',
          label: 'Go',
          capacity: { state: 'generator-bound', atLeast: figure(9000), ...load },
        }),
      ]),
    );
    const capacity = page.locator('#capacity');
    expect(await capacity.locator('.bar rect, .bar path').count()).toBe(1);
    expect(await capacity.locator('.value text').allTextContents()).toEqual(['4,200']);
    expect(await capacity.locator('.interval line').count()).toBe(1);
    expect(await capacity.locator('svg').textContent()).toContain('the generator may have given out');
    expect(await page.locator('table').first().textContent()).toMatch(/≥\s9,000/);
    expect(await axeProblems(page)).toEqual([]);
  });

  it('has servers within a CPU limit in one table, with what bounds each, and p99.9', async () => {
    const p999 = { ...latency(3.3), p999: figure(41.2) };
    const page = await browser.open(
      report([...limitedServer('Go', 2500, { latencyMs: p999 }), ...limitedServer('Rust', 5600)]),
    );
    const table = page.locator('#limited table');
    expect(await table.locator('tbody th').allTextContents()).toEqual(['Rust', 'Go']);
    expect(await table.locator('caption').textContent()).toMatch(/0\.1 CPU cores.*latency at 50 %/);
    const heads = await table.locator('thead th').allTextContents();
    const cell = (header: string) =>
      table
        .locator('tbody tr')
        .nth(1)
        .locator('td')
        .nth(heads.indexOf(header) - 1);
    expect(await cell('rps').textContent()).toContain('2,500');
    expect(await cell('p99.9 (ms)').textContent()).toContain('41.2');
    expect(await cell('Bound by').textContent()).toBe('its CPU limitthe server uses 0.1 of the 0.1 cores');
    expect(await page.locator('#curve, #cpus').count()).toBe(0);
    expect(await axeProblems(page)).toEqual([]);
  });

  it('draws servers over their CPU limits, and what the server does not set in no line', async () => {
    const page = await browser.open(overLimits());
    const capacity = page.locator('#curve-capacity');
    expect(await capacity.locator('.curve path').count()).toBe(3);
    expect(await capacity.locator('.own path').count()).toBe(8);
    expect(await capacity.locator('.besides path').count()).toBe(1);
    expect(await capacity.locator('.why-besides text').allTextContents()).toEqual(['generator']);
    expect(await page.locator('#curve-cold-start .own path').count()).toBe(9);
    expect(await capacity.locator('svg').getAttribute('aria-label')).toMatch(
      /Rust native: 0\.05 cores 2,800, 0\.1 cores 5,600, 1 core 56,000 \(generator\); Go: /,
    );
    const curve = page.locator('#curve');
    expect(await curve.locator('tbody tr').count()).toBe(9);
    expect(await curve.locator('tbody tr').nth(2).textContent()).toContain('[56,000]');
    expect(await curve.textContent()).toContain(
      'With 0.05 cores in place of 0.1, 50.0 % of the CPU, servers keep of their requests/s: Rust native 50.0 %, Go 50.0 %, Node 11.1 %.',
    );
    expect(await axeProblems(page)).toEqual([]);
  });

  it('shows the limit that is chosen, and the servers that are chosen over all limits', async () => {
    const page = await browser.open(overLimits());
    expect(await page.locator('#cpus').inputValue()).toBe('0.05');
    await page.selectOption('#cpus', '0.1');
    expect(await page.locator('#limited caption').textContent()).toContain('0.1 CPU cores');
    expect(await page.locator('#throughput .value text').allTextContents()).toContain('5,600');
    await page.reload();
    expect(await page.locator('#cpus').inputValue()).toBe('0.1');
    await page.locator('#servers summary').click();
    await page.getByLabel('Node', { exact: true }).uncheck();
    expect(await page.locator('#curve-capacity .curve path').count()).toBe(2);
  });

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('fits a curve into its width, %s, %d px wide', async (colorScheme, width) => {
    const page = await browser.open(overLimits(), { colorScheme, viewport: { width, height: 900 } });
    const overflow = await page.evaluate(() => {
      const scope = globalThis as unknown as { document: { documentElement: { scrollWidth: number } } };
      return scope.document.documentElement.scrollWidth;
    });
    expect(overflow).toBeLessThanOrEqual(width);
    expect(await axeProblems(page)).toEqual([]);
  });

  it('has every measured server in every chart, and says so in words', async () => {
    const page = await browser.open(fiveServers());
    const marks = {
      throughput: '.bar',
      size: '.bar',
      'cold-start': '.bar',
      latency: '.spread',
      memory: '.spread',
    };
    for (const [chart, mark] of Object.entries(marks)) {
      expect(await page.locator(`#${chart} ${mark}`).locator('rect, path, line').count(), chart).toBe(4);
      expect(await page.locator(`#${chart} svg`).getAttribute('aria-label'), chart).toContain('Node');
    }
  });

  it('draws the samples of every round, in the measure chosen', async () => {
    const page = await browser.open(fiveServers());
    for (const over of ['requests', 'cores', 'memory']) {
      await page.selectOption('#over', over);
      expect(await page.locator('#timeline .small').count()).toBe(4);
      expect(await page.locator('#timeline .round path').count()).toBe(4 * 8);
    }
    expect(await page.locator('#timeline svg').first().getAttribute('aria-label')).toContain('MB');
    expect(page.url()).toContain('over=memory');
  });

  it('splits latency into waiting and receiving', async () => {
    const page = await browser.open(fiveServers());
    await page.selectOption('#part', 'receivingMs');
    expect(await page.locator('#latency svg').getAttribute('aria-label')).toContain('Receiving');
    expect(page.url()).toContain('part=receivingMs');
  });

  it('orders charts and table by a header of the table, with the keyboard, either way', async () => {
    const page = await browser.open(fiveServers());
    const header = page.locator('#order-pssAtRestBytes');
    await header.focus();
    await page.keyboard.press('Enter');
    expect((await names(page, 'cpu')).slice(0, 4)).toEqual(['Rust native', 'Rust Wasm AOT', 'Go', 'Node']);
    await page.keyboard.press('Enter');
    expect((await names(page, 'cpu')).slice(0, 2)).toEqual(['Node', 'Go']);
    expect(await page.locator('th[aria-sort="descending"]').textContent()).toContain('RAM at rest');
    expect(await page.locator('tbody th').first().textContent()).toBe('Node');
    expect(await header.evaluate((node) => node.ownerDocument.activeElement === node)).toBe(true);
  });

  it('orders by the controls on top, and never puts what is not ranked first', async () => {
    const page = await browser.open(fiveServers());
    await page.selectOption('#order', 'requestsPerSecond');
    await page.selectOption('#direction', 'descending');
    expect((await names(page, 'throughput')).slice(0, 2)).toEqual(['Go', 'Node']);
  });

  it('shows the servers that are chosen', async () => {
    const page = await browser.open(fiveServers());
    await page.locator('#servers summary').click();
    await page.getByLabel('Node', { exact: true }).uncheck();
    expect(await names(page, 'cpu')).not.toContain('Node');
    expect(await page.locator('#servers summary').textContent()).toBe('Servers: 4 of 5');
    await page.getByRole('button', { name: 'None' }).click();
    expect(await page.locator('main').textContent()).toContain('No server is chosen');
    await page.getByRole('button', { name: 'All', exact: true }).click();
    expect(await names(page, 'cpu')).toHaveLength(5);
  });

  it('shows the scenario and the launcher that are chosen', async () => {
    const page = await browser.open(
      report([
        measuredRow(),
        measuredRow({ scenario: 'open', cpuMicrosPerRequest: figure(25) }),
        measuredRow({ scenario: 'open', launcher: 'docker', cpuMicrosPerRequest: figure(31) }),
      ]),
    );
    await page.selectOption('#scenario', 'open');
    expect(await page.locator('#cpu .value text').allTextContents()).toEqual(['25.0 (24.3–25.8)']);
    await page.selectOption('#launcher', 'docker');
    expect(await page.locator('#cpu .value text').allTextContents()).toEqual(['31.0 (30.1–31.9)']);
    await page.reload();
    expect(await page.locator('#launcher').inputValue()).toBe('docker');
  });

  it('opens a link with the view that it was made from', async () => {
    const page = await browser.open(fiveServers(), {
      hash: '#order=label&descending=&server=go&server=node&theme=dark',
    });
    expect(await names(page, 'cpu')).toEqual(['Node', 'Go']);
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('#theme').inputValue()).toBe('dark');
  });

  it('follows the light or dark scheme of the system until a theme is chosen', async () => {
    const page = await browser.open(fiveServers(), { colorScheme: 'dark' });
    const background = () =>
      page.evaluate(() => {
        const scope = globalThis as unknown as {
          document: { body: unknown };
          getComputedStyle(node: unknown): { backgroundColor: string };
        };
        return scope.getComputedStyle(scope.document.body).backgroundColor;
      });
    const dark = await background();
    await page.selectOption('#theme', 'light');
    expect(await background()).not.toBe(dark);
  });

  it('compares with another report from disk, side by side and without a percentage', async () => {
    const page = await browser.open(fiveServers());
    const before = report([measuredRow({ cpuMicrosPerRequest: figure(24), runId: 'earlier' })]);
    await page.setInputFiles('#compare', {
      name: 'old.json',
      mimeType: 'application/json',
      buffer: Buffer.from(renderJson(before)),
    });
    const comparison = page.locator('#comparison');
    await comparison.waitFor();
    const text = await comparison.textContent();
    expect(text).toContain('Compared with old.json');
    expect(text).toContain('24.0 → 17.1');
    expect(text).toContain('lower, intervals apart');
    expect(text).toContain('not measured side by side');
    expect(text).not.toMatch(/\d ?% {1,2}(faster|slower)/);
    expect(await page.locator('#cpu .baseline line').count()).toBe(1);
    expect(await page.locator('#figures').textContent()).toContain('then 24.0');
  });

  it.each([
    ['not JSON', 'x'],
    ['is not a report', '{"rows":[{"label":"<img src=x onerror=alert(1)>"}]}'],
  ])('says so when the file to compare with %s', async (words, content) => {
    const page = await browser.open(fiveServers());
    await page.setInputFiles('#compare', {
      name: '<b>.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    });
    const status = page.getByRole('status');
    await status.waitFor();
    expect(await status.textContent()).toContain(words);
    expect(await page.locator('#comparison').count()).toBe(0);
  });

  it('saves the raw data in every format', async () => {
    const page = await browser.open(fiveServers());
    for (const name of ['report.json', 'report.csv', 'report.md', 'report.prom']) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `Save ${name}` }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(name);
      const text = await readFile(await download.path(), 'utf8');
      expect(text).toContain('delayed-ack-stall');
      if (name === 'report.json') expect(reportSchema.parse(JSON.parse(text))).toMatchObject(fiveServers());
    }
  });

  it('warns where rows come from different runs', async () => {
    const page = await browser.open(
      report([measuredRow(), measuredRow({ label: 'Go', server: 'go', runId: 'other' })]),
    );
    expect(await page.locator('main .warning').first().textContent()).toContain('do not compare');
    expect(await names(page, 'cpu')).toEqual(['Rust native (run A)', 'Go (run B)']);
    expect(await page.locator('.detail').textContent()).not.toContain('Go');
  });

  it('shows provenance', async () => {
    const page = await browser.open(fiveServers());
    const text = await page.locator('#provenance').textContent();
    for (const part of ['Example CPU', 'k6 1.8.1', 'seed 42: rust-native, go, node', '5cfd363c0ffe']) {
      expect(text).toContain(part);
    }
  });

  it('shows hostile names as text', async () => {
    const hostile = [
      '<img src=x onerror="document.title=1">',
      '</script><script>document.title=2</script>',
      '<!--<script>',
      `x${'x'.repeat(10_000)}`,
      '日本語 العربية नमस्ते',
      '\u202egnp.exe\u0000\u001b[2J',
    ];
    const rows = hostile.map((label, index) =>
      measuredRow({ label, server: label, cpuMicrosPerRequest: figure(index + 1) }),
    );
    const failed = failedRow({
      label: hostile[0] as string,
      errors: [{ code: 'X', message: hostile[1] as string, fix: hostile[0] as string }],
    });
    const page = await browser.open(report([...rows, failed]), { viewport: { width: 390, height: 800 } });
    expect(await page.title()).toBe('Benchmark report');
    expect(await page.locator('main img, main script').count()).toBe(0);
    const heads = await page.locator('tbody th').allTextContents();
    expect(heads[0]).toContain('<img src=x onerror=');
    expect(heads[4]).toBe('日本語 العربية नमस्ते');
    expect(heads[5]).toContain('\\u{202e}gnp');
    const overflow = await page.evaluate(() => {
      const { documentElement } = (
        globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }
      ).document;
      return documentElement.scrollWidth;
    });
    expect(overflow).toBeLessThanOrEqual(390);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('has no serious accessibility problem, %s, %d px wide', async (colorScheme, width) => {
    const page = await browser.open(fiveServers(), { colorScheme, viewport: { width, height: 900 } });
    await page.setInputFiles('#compare', {
      name: 'old.json',
      mimeType: 'application/json',
      buffer: Buffer.from(renderJson(fiveServers())),
    });
    await page.locator('#comparison').waitFor();
    await page.locator('#servers summary').click();
    expect(await axeProblems(page)).toEqual([]);
  });

  it('prints in light colours without the controls', async () => {
    const page = await browser.open(fiveServers(), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.controls').isVisible()).toBe(false);
    expect(await page.locator('#cpu svg').isVisible()).toBe(true);
  });

  it('draws the runs of each server, marks a change of level, and leaves other machines and loads out', async () => {
    const history = historyOf(fiveServers(), 40, (run) => (run < 25 ? 1 : 1.4));
    const heavier = historyOf(fiveServers(), 3, () => 9).map((entry) => ({ ...entry, load: 'vus=500' }));
    const elsewhere = historyOf(fiveServers(), 3, () => 9).map((entry) => ({
      ...entry,
      fingerprint: 'other',
    }));
    const page = await browser.open(fiveServers(), { history: [...history, ...elsewhere, ...heavier] });
    // Rust Wasm AOT has none: a finding made its CPU per request meaningless in every run.
    expect(await page.locator('#history .trend path').count()).toBe(3);
    expect(await page.locator('#history .change line').count()).toBe(3);
    expect(await page.locator('#history .changes').first().textContent()).toMatch(/Run 26 \(revision r25/);
    expect(await page.locator('#history svg').first().getAttribute('aria-label')).toContain('over 40 runs');
    await page.selectOption('#trend', 'pssPeakBytes');
    expect(await page.locator('#history .trend path').count()).toBe(4);
    expect(await page.locator('#history svg').first().getAttribute('aria-label')).toContain('RAM');
    expect(page.url()).toContain('trend=pssPeakBytes');
  });

  it('shows no history of one run alone', async () => {
    const page = await browser.open(fiveServers(), { history: historyOf(fiveServers(), 1, () => 1) });
    expect(await page.locator('#history').count()).toBe(0);
  });

  it('stays usable with 1,000 runs, and under 1 MB', async () => {
    const history = historyOf(fiveServers(), 1000, (run) => (run < 600 ? 1 : 1.2));
    expect((await renderHtml(fiveServers(), resultsFor(fiveServers()), history)).length).toBeLessThan(
      1_000_000,
    );
    const page = await browser.open(fiveServers(), { history });
    expect(await page.locator('#history .changes').first().textContent()).toContain('Run 601');
  });

  it('stays usable with 200 servers', async () => {
    const rows = Array.from({ length: 200 }, (_, index) =>
      measuredRow({
        server: `server-${index}`,
        label: `Server ${index}`,
        cpuMicrosPerRequest: figure(10 + index),
      }),
    );
    const page = await browser.open(report(rows), { sampleCount: 150 });
    expect(await names(page, 'cpu')).toHaveLength(25);
    await page.getByRole('button', { name: 'Show 175 more servers' }).click();
    expect(await names(page, 'cpu')).toHaveLength(200);
    expect(await page.locator('#figures tbody tr').count()).toBe(200);
    await page.locator('#servers summary').click();
    await page.getByLabel('Filter servers').fill('server 199');
    await page.getByRole('button', { name: 'None' }).click();
    expect(await names(page, 'cpu')).toHaveLength(199);
  });
});

describe('renderHtml', () => {
  it('is under 1 MB, with five servers and with two hundred', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => {
      const noise = () => figure(100 * Math.random(), Math.random());
      return measuredRow({
        server: `server-${index}`,
        label: `Server ${index}`,
        requestsPerSecond: noise(),
        cpuMicrosPerRequest: noise(),
        latencyMs: { avg: noise(), p50: noise(), p90: noise(), p95: noise(), p99: noise(), max: noise() },
      });
    });
    for (const sized of [fiveServers(), report(rows)]) {
      expect((await renderHtml(sized, resultsFor(sized, 150))).length).toBeLessThan(1_000_000);
    }
  });

  it('names nothing that would be loaded from elsewhere', async () => {
    const page = await renderHtml(fiveServers(), []);
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(page).toContain("default-src 'none'");
  });
});
