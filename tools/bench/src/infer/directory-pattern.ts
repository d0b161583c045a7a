/**
 * A project by its folder, in the patterns that `dependsOn` takes. A name would not do: plugins that run after this one may
 * still give the project another.
 */
export function directoryPattern(root: string): string {
  return `directory:${root.replace(/[\\*?[\]{}()!+@|]/g, '\\$&')}`;
}
