import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findScenarios } from './scenario.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'scenarios-'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('what an unknown scenario is told depends on whether there is any', async () => {
  const fixOf = () => findScenarios(['closed'], '.', root).catch(({ fix }) => fix);
  expect(await fixOf()).toBe(
    'npx nx g @wasi-bench/nx:init --scenarioFolder=. puts "closed" and "open" there, or add ./closed.ts.',
  );
  writeFileSync(join(root, 'mine.js'), '');
  expect(await fixOf()).toBe('Use one of these, or add ./closed.ts.');
});
