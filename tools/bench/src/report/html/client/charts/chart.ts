import { type Child, element } from '../dom.ts';

/** A chart that is drawn again whenever its width changes. */
export interface Chart {
  node: HTMLElement;
  draw(): void;
}

interface ChartOptions {
  id: string;
  title: string;
  /** What is drawn and in which unit, one sentence. */
  caption: string;
  /** Full width of the page rather than half. */
  wide?: boolean;
  control?: Child;
  legend?: Child;
  /** What the reader has to know about these figures: findings. */
  notes?: Child;
  draw(width: number): unknown;
}

export function chart(options: ChartOptions): Chart {
  const plot = element('div', { class: 'plot' });
  const node = element(
    'figure',
    { id: options.id, class: options.wide ? 'chart wide' : 'chart' },
    element('div', { class: 'chart-head' }, element('h2', {}, options.title), options.control),
    element('figcaption', {}, options.caption),
    options.legend,
    plot,
    options.notes,
  );
  return { node, draw: () => plot.replaceChildren(options.draw(Math.max(240, plot.clientWidth)) as Element) };
}
