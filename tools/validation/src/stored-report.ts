import { readFile } from 'node:fs/promises';
import type { Bar } from './bar.ts';

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

/** The earlier report with parts of it measured again: bars of the same name give way, in their place. */
export function measuredAgain(earlier: ValidationReport, again: ValidationReport): ValidationReport {
  const isAgain = ({ name }: Bar) => again.bars.some((bar) => bar.name === name);
  const isNew = ({ name }: Bar) => earlier.bars.every((bar) => bar.name !== name);
  return {
    measured: [...earlier.measured, ...again.measured],
    bars: [
      ...earlier.bars.map((bar) => (isAgain(bar) ? again.bars.find(({ name }) => name === bar.name)! : bar)),
      ...again.bars.filter(isNew),
    ],
  };
}
