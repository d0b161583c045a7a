import type { Group } from './groups.ts';

/** What the ranking of one scenario and launcher says, in words. */
export interface Headline {
  scenario: string;
  launcher: string;
  /** About the first server. */
  claim: string;
  /** How sure that is, and how the next ones compare with it. */
  details: string[];
}

export function headlineFor(
  { scenario, launcher }: Pick<Group, 'scenario' | 'launcher'>,
  headlines: readonly Headline[],
): Headline | undefined {
  return headlines.find((headline) => headline.scenario === scenario && headline.launcher === launcher);
}
