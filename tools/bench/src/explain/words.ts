import { shown } from '../analyse/findings/verdict.ts';

/** "1 VU", "50 VUs". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${shown(count)} ${shown(count) === '1' ? one : many}`;
}

/** A duration in the unit that suits it: "43.7 ms", "1.2 s", "70 s", "10 min". */
export function duration(ms: number): string {
  if (ms < 0.1 && ms > 0) return `${shown(ms * 1000)} µs`;
  if (ms < 1000) return `${shown(ms)} ms`;
  if (ms < 120_000) return `${shown(ms / 1000)} s`;
  return `${shown(ms / 60_000)} min`;
}

/** Names that strangers gave, in a sentence: short, and in quotes. */
export function quoted(names: readonly string[], most = 5): string {
  const shownNames = names.slice(0, most).map((name) => `"${shortened(name)}"`);
  const more = names.length - shownNames.length;
  return more > 0 ? `${shownNames.join(', ')} and ${more} more` : shownNames.join(', ');
}

function shortened(name: string): string {
  const line = name.slice(0, 400).replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}
