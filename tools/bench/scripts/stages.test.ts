import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../../..');
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

const against = [
  ['launch', '../observe/sampler.ts'],
  ['k6-output', '../explain/facts.ts'],
  ['load', '../observe/sampler.ts'],
  ['analyse/findings', '../../system/usage.ts'],
  ['gate', '../report/markdown.ts'],
  ['compare', '../infer/nodes.ts'],
  ['run', '../compare/compare.ts'],
  ['report/html/client', '../../../run/run.ts'],
  ['schema/figures', '../../analyse/rows.ts'],
] as const;
const along = [
  ['observe', '../system/usage.ts'],
  ['report/view', '../../analyse/groups.ts'],
] as const;

let folder: string;
let said: string;

/** A copy of the linter's configuration, with a file in each room that imports one thing. */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bench-stages-'));
  const { vcs: _, ...configuration } = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8'));
  writeFileSync(path.join(folder, 'biome.json'), JSON.stringify(configuration));
  const rule = 'tools/no-bare-abort-signal-any.grit';
  cpSync(path.join(root, rule), path.join(folder, rule));
  mkdirSync(path.join(folder, 'tools/bench/src'), { recursive: true });
  writeFileSync(
    path.join(folder, 'tools/bench/src/waits.ts'),
    'export const either = (one: AbortSignal, other: AbortSignal) => AbortSignal.any([one, other]);\n',
  );
  for (const [room, imported] of [...against, ...along]) {
    const home = path.join(folder, 'tools/bench/src', room);
    mkdirSync(home, { recursive: true });
    writeFileSync(
      path.join(home, 'planted.ts'),
      `import { it } from '${imported}';\n\nexport const again = it;\n`,
    );
  }
  const linted = spawnSync(process.execPath, [biome, 'lint', '--max-diagnostics=none', 'tools/bench'], {
    cwd: folder,
    encoding: 'utf8',
  });
  said = `${linted.stdout}${linted.stderr}`;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(against)('the linter refuses in %s an import of %s, against the order of the stages', (room) => {
  expect(said).toMatch(new RegExp(`src/${room}/planted\\.ts:1:\\d+ lint/style/noRestrictedImports`));
});

test('the linter refuses an AbortSignal.any, whose sources Node may collect', () => {
  expect(said).toMatch(/src\/waits\.ts:1:\d+ plugin/);
});

test.each(along)('and lets %s import %s', (room) => {
  expect(said).not.toContain(`src/${room}/planted.ts`);
});
