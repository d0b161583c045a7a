import { drawMemorySpread, memoryKindOf } from '../../../charts/memory-spread.ts';
import type { ShownRow } from '../../../charts/shown-row.ts';
import { findingNotes } from '../finding-notes.ts';
import { type Chart, chart } from './chart.ts';
import { legend } from './legend.ts';

const captions = {
  pss: 'Memory (PSS, in which shared pages count once) of all processes of the server, at rest and at its peak under load.',
  rss: 'Resident memory (RSS) of all processes of the server, at rest and at its peak under load; shared pages count in each.',
};

export function memoryChart(rows: readonly ShownRow[]): Chart {
  return chart({
    id: 'memory',
    title: 'Memory',
    caption: captions[memoryKindOf(rows)],
    legend: legend([
      ['ring', 'at rest'],
      ['dot', 'peak'],
    ]),
    notes: findingNotes(rows, 'rssPeakBytes'),
    draw: (width) => drawMemorySpread(rows, { width }),
  });
}
