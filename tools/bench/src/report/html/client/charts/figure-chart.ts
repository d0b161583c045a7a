import { drawFigureBars, type FigureBars } from '../../../charts/figure-bars.ts';
import { findingNotes } from '../finding-notes.ts';
import { type Chart, chart } from './chart.ts';

interface FigureChartOptions extends FigureBars {
  id: string;
  caption: string;
  wide?: boolean;
}

/** One figure of every server, with what makes it meaningless beside it. */
export function figureChart(options: FigureChartOptions): Chart {
  return chart({
    ...options,
    notes: options.ranked && findingNotes(options.rows, options.ranked),
    draw: (width) => drawFigureBars(options, { width }),
  });
}
