import type { Group } from '../../analyse/groups.ts';
import type { Headline } from '../../schema/headline.ts';
import type { Report } from '../../schema/report.ts';

export function headlineFor(
  { scenario, launcher }: Pick<Group, 'scenario' | 'launcher'>,
  { headlines = [] }: Pick<Report, 'headlines'>,
): Headline | undefined {
  return headlines.find((headline) => headline.scenario === scenario && headline.launcher === launcher);
}
