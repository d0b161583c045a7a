import { element } from './dom.ts';

/** A table that scrolls within its place; `head` and `body` are its cells and its rows. */
export function wideTable(
  name: string,
  { caption, head, body }: { caption?: string; head: readonly HTMLElement[]; body: readonly HTMLElement[] },
): HTMLElement {
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${name}, a wide table` },
    element(
      'table',
      {},
      caption !== undefined && element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...body),
    ),
  );
}
