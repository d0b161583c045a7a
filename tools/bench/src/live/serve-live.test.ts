import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fiveServers } from '../report/fixture/report.ts';
import { resultsFor } from '../report/fixture/results.ts';
import { chromiumFlags } from '../report/html/browser/chromium.ts';
import { browserNote, executablePath } from '../report/html/browser/open-page.ts';
import type { Result } from '../schema/result.ts';
import { renderJson } from '../text/json.ts';
import { serveLive } from './serve-live.ts';

let workspaceRoot: string;
let stop: AbortController;
let served: Promise<void>;

beforeEach(async () => {
  workspaceRoot = await mkdtemp(path.join(tmpdir(), 'bench-live-'));
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await served;
  await rm(workspaceRoot, { recursive: true, force: true });
});

function serve(port = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    served = serveLive({ workspaceRoot, port, signal: stop.signal, ready: resolve });
    served.catch(reject);
  });
}

async function write(result: Result): Promise<void> {
  const folder = path.join(workspaceRoot, 'dist/bench', result.server);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'result.json'), renderJson(result));
}

const [native, go] = resultsFor(fiveServers()) as [Result, Result];

describe('serveLive', () => {
  it('refuses other hosts, methods and paths', async () => {
    const url = await serve();
    const { port } = new URL(url);
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(`${url}etc/passwd`)).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
    expect(status).toBe(403);
  });

  it('ends when it is told to, with pages open, and frees its port', async () => {
    const url = await serve();
    const events = await fetch(`${url}events`);
    stop.abort();
    await served;
    expect(await events.text()).toContain('event: end');
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says which option to change when the port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(serve(port)).rejects.toMatchObject({ code: 'LIVE_PORT' });
    served = Promise.resolve();
    await new Promise((resolve) => other.close(resolve));
  });

  it.skipIf(!executablePath)(
    `fills an open page as results come${browserNote}`,
    { timeout: 60_000 },
    async () => {
      const browser = await chromium.launch({
        executablePath: executablePath as string,
        args: chromiumFlags,
      });
      try {
        const url = await serve();
        const page = await browser.newPage();
        await page.goto(`${url}#theme=dark`);
        const names = () => page.locator('#cpu .names text').allTextContents();
        await page.getByText('No server has been measured').waitFor();
        await write(native);
        await vi.waitFor(async () => expect(await names()).toEqual(['Rust native']), { timeout: 20_000 });
        await write({ ...go, server: '@acme/go' });
        await vi.waitFor(async () => expect(await names()).toEqual(['Rust native', 'Go']), {
          timeout: 20_000,
        });
        expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
        stop.abort();
        await page.getByText('The live view was stopped').waitFor();
        expect(await names()).toEqual(['Rust native', 'Go']);
      } finally {
        await browser.close();
      }
    },
  );
});
