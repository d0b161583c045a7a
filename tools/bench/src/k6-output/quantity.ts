/** Go's `time.Duration.String` ("1m2.5s", "332µs"), and k6's with a fixed unit ("43.73ms"). */
const durationPart = /(\d{1,12}(?:\.\d{1,20})?)(ns|us|µs|μs|ms|s|m|h)/y;
/** A unit of µs whose first letter a wrong code page made something else of. */
const garbledMicros = /^(\d{1,12}(?:\.\d{1,20})?)[^\x20-\x3e\x40-\x7e]{1,3}s$/;
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

/**
 * A duration in ms; undefined when the text is none. k6 ends every duration with seconds or less ("1m0s"), so that "21.44m"
 * is "21.44ms" cut by the edge of a terminal, and no 21 minutes.
 */
export function durationMs(text: string): number | undefined {
  const garbled = garbledMicros.exec(text)?.[1];
  if (garbled !== undefined) return Number(garbled) * 1e-3;
  let ms = 0;
  let end = 0;
  let last = '';
  while (end < text.length) {
    durationPart.lastIndex = end;
    const [part, amount, unit = ''] = durationPart.exec(text) ?? [];
    if (part === undefined) return undefined;
    if ((unit === 'm' || unit === 'h') && part.includes('.')) return undefined;
    ms += Number(amount) * unitMs[unit]!;
    end += part.length;
    last = unit;
  }
  return end > 0 && last !== 'm' && last !== 'h' ? ms : undefined;
}

/** To how many ms a duration is rounded that is printed in seconds though it is shorter than one; undefined otherwise. */
export function roundedToMs(text: string): number | undefined {
  const decimals = /^0\.(\d+)s$/.exec(text)?.[1];
  return decimals === undefined ? undefined : 1000 / 10 ** decimals.length;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** k6 prints data in SI units with two digits ("82 MB"), so this is as exact as what was printed. */
export function bytes(amount: string, unit: string): number | undefined {
  const power = byteUnits.indexOf(unit);
  const value = plainNumber(amount);
  return power < 0 || value === undefined ? undefined : value * 1000 ** power;
}

/** "21070.605847", or with the separators that a spreadsheet puts in: "632,147". */
export function plainNumber(text: string): number | undefined {
  if (/^\d{1,15}(?:\.\d{1,20})?$/.test(text)) return Number(text);
  return /^\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,20})?$/.test(text) ? Number(text.replaceAll(',', '')) : undefined;
}
