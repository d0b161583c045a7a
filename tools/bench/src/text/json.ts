/** A document as it is written to disk: indented, with a newline at its end. */
export function renderJson(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
