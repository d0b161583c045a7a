/**
 * A drawing as one image with one description: a screen reader hears the figures in order instead of
 * unnamed groups of shapes, and the table has them all.
 */
export function asImage(drawing: Element, description: string): Element {
  for (const part of drawing.querySelectorAll('[aria-label], [aria-description], [aria-hidden]')) {
    for (const name of ['aria-label', 'aria-description', 'aria-hidden']) part.removeAttribute(name);
  }
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', description);
  return drawing;
}
