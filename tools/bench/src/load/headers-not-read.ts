import type { BenchOptions } from '../schema/options.ts';
import type { Load } from './find-loads.ts';
import { scriptText } from './script-text.ts';

/**
 * The scenarios that the option `headers` does not reach, by their names: k6 hands it to the script as HEADERS, and their text has no
 * such word. Whether one that has it sends them is known to the server alone.
 */
export function headersNotRead(options: Pick<BenchOptions, 'headers'>, scenarios: readonly Load[]): string[] {
  if (Object.keys(options.headers).length === 0) return [];
  return scenarios.flatMap((scenario) =>
    'file' in scenario && !/\bHEADERS\b/.test(scriptText(scenario.file)) ? [scenario.name] : [],
  );
}
