import { z } from 'zod';

const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m)$/;
const durationExpected = 'expected a duration such as "500ms", "5s" or "2m"';

export const duration = (what: string) =>
  z.string({ error: durationExpected }).regex(durationPattern, durationExpected).describe(what);

/** A duration option in ms. The schema has let only well-formed ones through. */
export function durationMs(text: string): number {
  const [, amount, unit] = durationPattern.exec(text) ?? [];
  return Number(amount) * { ms: 1, s: 1000, m: 60_000 }[unit as 'ms' | 's' | 'm'];
}
