/** What the DOM of a browser and of linkedom have in common. */
export interface Drawing {
  querySelectorAll(selectors: string): Iterable<{ removeAttribute(name: string): void }>;
  setAttribute(name: string, value: string): void;
}

/**
 * A drawing as one image with one description: a screen reader hears the figures in order instead of
 * unnamed groups of shapes, and the table has them all.
 */
export function asImage<T extends Drawing>(drawing: T, description: string): T {
  for (const part of drawing.querySelectorAll('[aria-label], [aria-description], [aria-hidden]')) {
    for (const name of ['aria-label', 'aria-description', 'aria-hidden']) part.removeAttribute(name);
  }
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', description);
  return drawing;
}
