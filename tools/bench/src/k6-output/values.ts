import { bytes, durationMs, plainNumber, roundedToMs } from './quantity.ts';

/** A metric's values by k6's names of them (`avg`, `p(90)`, `count`, `rate`, `passes`, …): times in ms, data in bytes, shares from 0 to 1. */
export type Values = Record<string, number>;

export interface ReadValues {
  values: Values;
  /** Whether the values are durations. */
  time: boolean;
  /** What was printed where a value should be and is none: cut, negative, without its unit. */
  odd: number;
  /** To how much the durations are rounded, where that is visible. */
  roundedToMs?: number;
}

/** The values after a metric's name as k6 prints them; undefined where there are none. */
export function valuesIn(rest: string): ReadValues | undefined {
  const tokens = rest.trim().split(/ +/, 24);
  const first = tokens[0] ?? '';
  if (first.includes('=')) return trend(tokens);
  const values = first.endsWith('%') ? rate(first, rest) : (data(tokens) ?? counter(tokens) ?? gauge(tokens));
  return values && { values, time: false, odd: 0 };
}

function trend(tokens: readonly string[]): ReadValues | undefined {
  const times: Values = {};
  const numbers: Values = {};
  let odd = 0;
  let rounded = 0;
  for (const token of tokens) {
    const at = token.indexOf('=');
    const name = at < 0 ? undefined : statisticOf(token.slice(0, at));
    if (name === undefined) continue;
    const text = token.slice(at + 1);
    const ms = durationMs(text);
    const number = plainNumber(text);
    if (ms !== undefined) {
      times[name] = ms;
      rounded = Math.max(rounded, roundedToMs(text) ?? 0);
    } else if (number !== undefined) {
      numbers[name] = number;
      if (name !== 'count') odd++;
    } else {
      odd++;
    }
  }
  const time = Object.keys(times).length > 0;
  const values = time ? { ...times, ...(numbers.count !== undefined && { count: numbers.count }) } : numbers;
  if (Object.keys(values).length === 0) return odd > 0 ? { values, time: false, odd } : undefined;
  return { values, time, odd: time ? odd : 0, ...(rounded > 0 && { roundedToMs: rounded }) };
}

/** k6's name of a statistic, also of those that people write by hand: "p95", "p50", "median". */
export function statisticOf(text: string): string | undefined {
  if (/^(?:avg|min|max|count)$/.test(text)) return text;
  if (text === 'med' || text === 'median') return 'med';
  const percentile = /^p\(?(\d{1,2}(?:\.\d{1,6})?)\)?$/.exec(text)?.[1];
  return percentile === undefined ? undefined : `p(${Number(percentile)})`;
}

/** Two counts, with marks and spaces around. */
const MOST_CHARACTERS_OF_COUNTS = 100;

/**
 * "0.00%  ✓ 0  ✗ 632147" up to k6 0.5x, "0.00%  0 out of 632147" since 1.0, "(0/632147)" by hand; the marks may be lost ("? 0 ? 10") or swapped by
 * whoever wrote it down, which the share tells. `passes` counts where the rate is true.
 */
function rate(first: string, rest: string): Values | undefined {
  const percent = plainNumber(first.slice(0, -1));
  if (percent === undefined || percent > 100) return undefined;
  const share = percent / 100;
  const after = rest.slice(rest.indexOf('%') + 1).slice(0, MOST_CHARACTERS_OF_COUNTS);
  // "✓ 0.00% < 1.00%", which some write beside it, has no counts.
  const [one, other] = [...after.matchAll(/(?<![\d.,])\d{1,15}(?:,\d{3}){0,4}(?![\d.,]*\d|\.?%)/g)]
    .map(([count]) => plainNumber(count))
    .filter((count) => count !== undefined);
  if (one === undefined || other === undefined) return { rate: share };
  const candidates = / out of |\d ?\/ ?\d/.test(rest)
    ? [{ passes: one, fails: other - one }]
    : [
        { passes: one, fails: other },
        { passes: other, fails: one },
      ];
  const fitting = candidates.find(({ passes, fails }) => fits(share, first.slice(0, -1), passes, fails));
  if (!fitting || fitting.fails < 0) return { rate: share };
  const total = fitting.passes + fitting.fails;
  return { ...fitting, rate: total > 0 ? fitting.passes / total : share };
}

/** k6 cuts shares to two digits of a percentage, and those of a check to none; people round them. */
function fits(share: number, percent: string, passes: number, fails: number): boolean {
  const total = passes + fails;
  const digits = percent.includes('.') ? percent.length - percent.indexOf('.') - 1 : 0;
  return total === 0 || Math.abs(passes / total - share) <= 0.0101 / 10 ** Math.min(digits, 2);
}

function data(tokens: readonly string[]): Values | undefined {
  const [amount = '', unit = '', perSecond = '', unitPerSecond = ''] = tokens;
  const count = bytes(amount, unit);
  if (count === undefined) return undefined;
  const rate = unitPerSecond.endsWith('/s') ? bytes(perSecond, unitPerSecond.slice(0, -2)) : undefined;
  return rate === undefined ? { count } : { count, rate };
}

function counter([amount = '', perSecond = '']: readonly string[]): Values | undefined {
  if (!perSecond.endsWith('/s')) return undefined;
  const [count, rate] = [plainNumber(amount), plainNumber(perSecond.slice(0, -2))];
  if (count === undefined) return undefined;
  return rate === undefined ? { count } : { count, rate };
}

function gauge(tokens: readonly string[]): Values | undefined {
  const value = plainNumber(tokens[0] ?? '');
  if (value === undefined) return undefined;
  const statistic = (name: string) => {
    const token = tokens.find((each) => each.startsWith(`${name}=`));
    return token === undefined ? undefined : plainNumber(token.slice(name.length + 1));
  };
  const [min, max] = [statistic('min'), statistic('max')];
  return { value, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}
