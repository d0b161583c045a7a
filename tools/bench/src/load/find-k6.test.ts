import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locateK6 } from './find-k6.mjs';

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'locate-k6-'));
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

/** A program that prints this; k6 itself is not run, since each is one build of it. */
function program(name: string, said: string): string {
  mkdirSync(join(workspaceRoot, name));
  const file = join(workspaceRoot, name, 'k6');
  writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${said}\nEND\n`, { mode: 0o755 });
  return join(workspaceRoot, name);
}
const locate = (...folders: string[]) => locateK6({ workspaceRoot, searchPath: folders.join(':') });

test.each(['v1.0.0', 'v1.8.1', 'v2.2.0', 'v2.3.0-rc1', 'v1.4.0-20.g1a2b'])('takes k6 %s', (version) => {
  const folder = program('a', `k6 ${version} (go1.26.8, linux/amd64)`);
  expect(locate(folder)).toMatchObject({ state: 'found', version, extensions: [] });
});

test('of several, the first that can be used; of none, the first and why', () => {
  const old = program('old', 'k6 v0.57.0 (go1.23.4, linux/amd64)');
  const other = program('other', 'a keyboard layout');
  const good = program('good', 'k6 v2.2.0 (go1.26.8, linux/amd64)');
  expect(locate(old, other, good)).toMatchObject({ state: 'found', path: join(good, 'k6') });
  expect(locate(old, other)).toEqual({ state: 'unsupported', path: join(old, 'k6'), version: 'v0.57.0' });
  expect(locate(other)).toMatchObject({ state: 'broken', found: expect.stringContaining('keyboard') });
  expect(locate()).toEqual({ state: 'missing' });
});

test('the extensions of a build are told, each once, and are in what the cache key has', () => {
  const plain = 'k6 v1.8.1 (go1.26.8, linux/amd64)';
  const listed = [
    'Extensions:',
    '  github.com/grafana/xk6-faker v0.4.4, k6/x/faker [js]',
    '  github.com/mine/xk6-mine (devel), k6/x/mine [js]',
    '  github.com/grafana/xk6-sql v1.0.4, k6/x/sql [js]',
    '  github.com/grafana/xk6-sql v1.0.4, k6/x/sql/driver [js]',
  ];
  const [one, other] = [
    locate(program('plain', plain)),
    locate(program('more', [plain, ...listed].join('\n'))),
  ];
  expect(other).toMatchObject({
    extensions: [
      'github.com/grafana/xk6-faker v0.4.4',
      'github.com/grafana/xk6-sql v1.0.4',
      'github.com/mine/xk6-mine (devel)',
    ],
    build: expect.stringMatching(/^k6 v1\.8\.1 .*xk6-faker v0\.4\.4.*xk6-sql v1\.0\.4/),
  });
  expect(one).not.toMatchObject({ build: (other as { build: string }).build });
});
