import type { Finding, FindingCode } from '../../schema/finding.ts';

/** What a finding's rule says of an observation. */
export type Verdict =
  | { state: 'present'; finding: Finding }
  | { state: 'absent'; code: FindingCode; because: string }
  /** The observation can't tell; `needs` is what would. */
  | { state: 'unknown'; code: FindingCode; needs: string };

export function present(finding: Finding): Verdict {
  return { state: 'present', finding };
}

export function absent(code: FindingCode, because: string): Verdict {
  return { state: 'absent', code, because };
}

export function unknown(code: FindingCode, needs: string): Verdict {
  return { state: 'unknown', code, needs };
}

const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A number for a sentence: three significant digits, or a whole number from 100 up. */
export function shown(value: number): string {
  return Math.abs(value) >= 100 ? whole.format(value) : number.format(value);
}

/** A share from 0 to 1 as a percentage for a sentence. */
export function percent(share: number): string {
  return `${number.format(share * 100)} %`;
}
