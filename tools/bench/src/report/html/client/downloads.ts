import type { Report } from '../../../schema/report.ts';
import { renderJson } from '../../../text/json.ts';
import { renderCsv } from '../../csv.ts';
import { renderMarkdown } from '../../markdown.ts';
import { renderOpenMetrics } from '../../open-metrics.ts';
import { element } from './dom.ts';

const formats: readonly [name: string, type: string, render: (report: Report) => string][] = [
  ['report.json', 'application/json', renderJson],
  ['report.csv', 'text/csv', renderCsv],
  ['report.md', 'text/markdown', renderMarkdown],
  ['report.prom', 'application/openmetrics-text', renderOpenMetrics],
];

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  element('a', { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

/** The report itself, made on the reader's machine from what the page holds. */
export function downloads(report: Report): HTMLElement {
  return element(
    'section',
    { id: 'downloads' },
    element('h2', {}, 'Raw data'),
    element(
      'p',
      { class: 'buttons' },
      ...formats.map(([name, type, render]) =>
        element(
          'button',
          { type: 'button', onclick: () => save(name, type, render(report)) },
          `Save ${name}`,
        ),
      ),
    ),
  );
}
