import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environmentFor } from './cluster-load.ts';
import { keepLog } from './keep-log.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cluster-load-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('of the environment what the script names goes into the cluster, and no other secret', () => {
  const archive = Buffer.from('const token = __ENV.API_TOKEN; const home = __ENV.HOME; // API_TOKEN_2');
  const env = { API_TOKEN: 'mine', API_TOKEN_2: 'named', CLOUD_SECRET: 'other', API: 'part', HOME: '/root' };
  const given = environmentFor(archive, env);
  expect(given).toMatchObject({ API_TOKEN: 'mine', API_TOKEN_2: 'named' });
  expect(Object.values(given)).not.toEqual(expect.arrayContaining(['other']));
  expect(given).not.toHaveProperty('API');
  expect(given).not.toHaveProperty('HOME');
});

test('the summary is told from what k6 said before it', async () => {
  const files = { summaryFile: join(folder, 'summary.json'), logFile: join(folder, 'log') };
  const said = 'time="…" level=warning msg="Request Failed" error="{"\n';
  const summary = '{\n    "metrics": {\n        "http_reqs": { "count": 1 }\n    }\n}';
  await keepLog(`${said}${summary}`, 'runner 1 of 1', files, false);
  expect(JSON.parse(readFileSync(files.summaryFile, 'utf8'))).toEqual({
    metrics: { http_reqs: { count: 1 } },
  });
  expect(readFileSync(files.logFile, 'utf8')).toContain('Request Failed');
  await expect(keepLog(said, 'runner 1 of 1', files, false)).rejects.toMatchObject({ code: 'SUMMARY_LOST' });
  await expect(keepLog(summary.slice(0, 40), 'runner 1 of 1', files, false)).rejects.toMatchObject({
    code: 'SUMMARY_LOST',
  });
  await keepLog(said, 'runner 1 of 1', files, true);
});
