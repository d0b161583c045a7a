import { readFile } from 'node:fs/promises';
import { type Bar, nameOfEnded } from './bar.ts';

/** What `report.json` holds. */
export interface ValidationReport {
  /** Sentences: where and when it was measured, and which parts of it again later. */
  measured: string[];
  bars: Bar[];
}

/** Undefined where none was written, or one of another version. */
export async function storedReport(file: string): Promise<ValidationReport | undefined> {
  try {
    const { measured, bars } = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(measured) && Array.isArray(bars) ? { measured, bars } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The earlier report with some steps of it measured again: bars of the same name give way, in their place, and what said that an
 * error ended such a step goes.
 */
export function measuredAgain(
  earlier: ValidationReport,
  again: ValidationReport,
  steps: readonly string[],
): ValidationReport {
  const endedThen = new Set(steps.map(nameOfEnded));
  const others = earlier.bars.filter(({ name }) => !endedThen.has(name));
  // A Map keeps the place of a name that is set again.
  const byName = new Map([...others, ...again.bars].map((bar) => [bar.name, bar]));
  return { measured: [...earlier.measured, ...again.measured], bars: [...byName.values()] };
}
