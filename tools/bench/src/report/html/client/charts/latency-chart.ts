import { drawLatencySpread, latencyParts } from '../../../charts/latency-spread.ts';
import type { ShownRow } from '../../../charts/shown-row.ts';
import { element } from '../dom.ts';
import { findingNotes } from '../finding-notes.ts';
import type { View } from '../view.ts';
import { type Chart, chart } from './chart.ts';
import { legend } from './legend.ts';

/** Where the requests of each server lie, from the median to the slowest one. */
export function latencyChart(
  rows: readonly ShownRow[],
  view: View,
  change: (part: View['part']) => void,
): Chart {
  const select = element(
    'select',
    { id: 'part', onchange: (event) => change((event.target as HTMLSelectElement).value as View['part']) },
    ...Object.entries(latencyParts).map(([value, text]) =>
      element('option', { value, selected: value === view.part }, text),
    ),
  );
  return chart({
    id: 'latency',
    title: 'Latency distribution',
    caption: 'Each statistic is the median over the rounds. Logarithmic axis.',
    wide: true,
    control: element('label', {}, 'Part ', select),
    legend: legend([
      ['dot', 'p50'],
      ['tick', 'p90, p95'],
      ['ring', 'p99'],
      ['cross', 'max'],
    ]),
    notes: findingNotes(rows, 'latencyMs'),
    draw: (width) => drawLatencySpread(rows, view.part, { width }),
  });
}
