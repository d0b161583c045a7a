import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scriptExceptions } from './script-exceptions.ts';

const folder = mkdtempSync(join(tmpdir(), 'script-exceptions-'));
afterAll(() => rmSync(folder, { recursive: true }));

function log(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const thrown = (message: string) =>
  `time="2026-11-26T23:18:21Z" level=error msg="${message}\\n\\tat default (file:///load.js:3:88(13))\\n" executor=constant-vus scenario=default source=stacktrace`;

test('iterations that an exception has ended are counted, in all logs', async () => {
  const one = log('one', 'INFO', thrown('TypeError: no \\"x\\" of null'), thrown('ReferenceError: y'));
  const other = log('other', thrown('ReferenceError: y'));
  expect(await scriptExceptions([one, other])).toEqual({
    iterations: 3,
    isWhole: true,
    first: 'TypeError: no "x" of null',
  });
});

test('other lines are none, and a log that was cut is not whole', async () => {
  const file = log(
    'cut',
    '[wasi-bench dropped 5000000 bytes of this log here]',
    'time="2026-11-26T23:18:21Z" level=warning msg="Request Failed" error="Get \\"http://127.0.0.1:1\\": refused"',
    'time="2026-11-26T23:18:21Z" level=error msg="said by the script" source=console',
  );
  expect(await scriptExceptions([file])).toEqual({ iterations: 0, isWhole: false });
});
