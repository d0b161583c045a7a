import { type GroupIdentity, sameGroup } from '../../analyse/groups.ts';
import type { Headline } from '../../schema/headline.ts';
import type { Report } from '../../schema/report.ts';

export function headlineFor(
  group: GroupIdentity,
  { headlines = [] }: Pick<Report, 'headlines'>,
): Headline | undefined {
  return headlines.find((headline) => sameGroup(headline, group));
}
