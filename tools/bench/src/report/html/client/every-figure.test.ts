import { parseHTML } from 'linkedom';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Report } from '../../../schema/report.ts';
import { added, addedName } from '../../fixture/added-figure.ts';
import { measuredRow, report } from '../../fixture/report.ts';

vi.mock('../../../schema/figures/entries.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../schema/figures/entries.ts')>();
  return { ...original, figures: { ...original.figures, [addedName]: added } };
});

const { figuresTable } = await import('./figures-table.ts');
const { comparisonSection } = await import('./comparison.ts');
const { groupOf, shownRows } = await import('./shown-rows.ts');
const { viewFromHash } = await import('./view.ts');

beforeEach(() => {
  const { document, window } = parseHTML('<main></main>');
  vi.stubGlobal('document', document);
  vi.stubGlobal('Node', window.Node);
});

afterEach(() => void vi.unstubAllGlobals());

function withReceived(server: string, median: number) {
  const figure = { median, rounds: 1, noInterval: '1 measurement' };
  return { ...measuredRow({ server, label: server }), [addedName]: figure };
}

test('a figure of the registry is in the table of the page, in its comparison, and orders the rows', () => {
  const both: Report = report([withReceived('go', 111), withReceived('node', 333)]);
  const view = viewFromHash(`#order=${addedName}&descending`);
  const rows = shownRows(groupOf(both, view)!, view, both);
  expect(rows.map(({ name }) => name)).toEqual(['node', 'go']);
  expect(figuresTable(rows, view, () => {}).textContent).toContain('Received');
  expect(figuresTable(rows, view, () => {}).textContent).toContain('333 B');
  expect(comparisonSection(both, rows, { name: 'then', report: both }).textContent).toContain(
    '333 B → 333 B',
  );
});
