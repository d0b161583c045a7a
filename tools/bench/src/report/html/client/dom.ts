type Attribute = string | number | boolean | EventListener | undefined;
export type Child = Node | string | undefined | false;

/** An element with attributes, listeners (`onclick`) and children; every string becomes text, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== undefined && child !== false));
  return node;
}

/** Replaces what `parent` holds; whatever had the focus and an id has it again afterwards. */
export function replaceContent(parent: Element, ...children: Node[]): void {
  const focused = document.activeElement?.id;
  parent.replaceChildren(...children);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
