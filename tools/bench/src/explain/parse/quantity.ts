/** Go's `time.Duration.String` ("1m2.5s", "332µs"), and k6's with a fixed unit ("43.73ms"). */
const durationParts = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/gy;
const unitMs: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  // The micro sign, which Go prints, and the Greek letter, which editors make of it.
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** A duration in ms; undefined when the text is none. */
export function durationMs(text: string): number | undefined {
  durationParts.lastIndex = 0;
  let ms = 0;
  let end = 0;
  for (const [part, amount, unit] of text.matchAll(durationParts)) {
    ms += Number(amount) * (unitMs[unit ?? ''] ?? Number.NaN);
    end += part.length;
  }
  return end > 0 && end === text.length ? ms : undefined;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** k6 prints data in SI units with two digits ("82 MB"), so this is as exact as what was printed. */
export function bytes(amount: string, unit: string): number | undefined {
  const power = byteUnits.indexOf(unit);
  return power < 0 ? undefined : Number(amount) * 1000 ** power;
}
