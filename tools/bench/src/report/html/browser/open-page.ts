import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { completed } from '../../../analyse/aggregate.ts';
import { withLevelChanges } from '../../../analyse/history/level-changes.ts';
import type { HistoryEntry } from '../../../schema/history-entry.ts';
import type { Report } from '../../../schema/report.ts';
import { resultsFor } from '../../fixture/results.ts';
import { renderHtml } from '../page.ts';
import { chromiumFlags, findChromium } from './chromium.ts';

export const executablePath = findChromium();

/** Why the browser's tests are skipped, as part of their name. */
export const browserNote = executablePath ? '' : ' (skipped: no Chromium on PATH; set CHROMIUM_PATH)';

interface OpenOptions extends BrowserContextOptions {
  hash?: string;
  sampleCount?: number;
  history?: HistoryEntry[];
}

/** Opens reports from disk in one browser for the tests of a file; afterwards nothing of it is left. */
export function useBrowser() {
  let browser: Awaited<ReturnType<typeof chromium.launch>>;
  let folder: string;
  let complaints: string[] = [];

  beforeAll(async () => {
    if (!executablePath) return;
    folder = await mkdtemp(path.join(tmpdir(), 'bench-report-'));
    browser = await chromium.launch({ executablePath, args: chromiumFlags });
  }, 60_000);

  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
    const seen = complaints;
    complaints = [];
    expect(seen, 'console errors and requests of the page').toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  return {
    async open(
      report: Report,
      { hash = '', sampleCount, history, ...context }: OpenOptions = {},
    ): Promise<Page> {
      const file = path.join(folder, `report-${Math.random().toString(36).slice(2)}.html`);
      const results = resultsFor(report, sampleCount);
      await writeFile(
        file,
        await renderHtml(withLevelChanges(completed(report, results), history ?? []), results, history),
      );
      const page = await (await browser.newContext(context)).newPage();
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => {
        const url = request.url();
        if (!/^(blob|data):/.test(url) && url.split('#')[0] !== pathToFileURL(file).href)
          complaints.push(url);
      });
      await page.goto(`${pathToFileURL(file).href}${hash}`);
      await page.locator('h1:not(:empty)').waitFor();
      return page;
    },
  };
}
