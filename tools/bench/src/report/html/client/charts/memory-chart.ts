import { drawMemorySpread } from '../../../charts/memory-spread.ts';
import type { ShownRow } from '../../../charts/shown-row.ts';
import { findingNotes } from '../finding-notes.ts';
import { type Chart, chart } from './chart.ts';
import { legend } from './legend.ts';

export function memoryChart(rows: readonly ShownRow[]): Chart {
  return chart({
    id: 'memory',
    title: 'Memory',
    caption: 'Resident memory (RSS) of the process tree, at rest and at its peak under load.',
    legend: legend([
      ['ring', 'at rest'],
      ['dot', 'peak'],
    ]),
    notes: findingNotes(rows, 'rssPeakBytes'),
    draw: (width) => drawMemorySpread(rows, { width }),
  });
}
