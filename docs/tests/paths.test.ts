import { expect, inject, test } from 'vitest';
import { declaredOn, filesMadeOn } from './declared.ts';
import { nodesOf, pages, placeOf } from './pages.ts';
import { faultOfPath } from './paths.ts';

const facts = inject('nxFacts');

test.each(
  pages.map((page) => [page.file, page] as const),
)('%s names no path that does not exist', (_, page) => {
  const declared = declaredOn(page);
  const made = filesMadeOn(page);
  const own = (path: string) =>
    made.includes(path) || Object.values(declared).some(({ root }) => path.startsWith(`${root}/`));
  const faults = nodesOf(page, 'inlineCode').flatMap((code) => {
    const fault = own(code.value) ? undefined : faultOfPath(code.value, facts);
    return fault ? [`${placeOf(page, code)}: ${fault}`] : [];
  });
  expect(faults).toEqual([]);
});

test.each([
  ['k6/closed.ts', undefined],
  ['docker/<server>.Dockerfile', undefined],
  ['schema/finding.ts', undefined],
  ['dist/bench/<server>/result.json', undefined],
  ['200/s', undefined],
  ['k6/missing.ts', 'k6/missing.ts does not exist'],
  ['docker/<server>.Containerfile', 'docker/<server>.Containerfile does not exist'],
  ['schema/missing.ts', 'schema/missing.ts: no such file anywhere'],
  ['dist/nowhere/result.json', 'dist/nowhere/result.json: nothing builds or writes it'],
])('of %s the check says %s', (path, fault) => {
  expect(faultOfPath(path, facts)).toBe(fault);
});
