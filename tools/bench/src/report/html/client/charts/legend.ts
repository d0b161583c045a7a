import { element } from '../dom.ts';

/** How a mark of the legend looks; the style sheet draws it. */
type Shape = 'dot' | 'ring' | 'tick' | 'cross' | 'bar' | 'baseline';

export function legend(entries: readonly (readonly [Shape, string])[]): HTMLElement {
  return element(
    'ul',
    { class: 'legend' },
    ...entries.map(([shape, text]) =>
      element('li', {}, element('span', { class: `mark ${shape}`, 'aria-hidden': 'true' }), text),
    ),
  );
}
