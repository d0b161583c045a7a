import { type Group, sameGroup } from '../../../analyse/groups.ts';
import type { Report } from '../../../schema/report.ts';
import { limitedColumns } from '../../view/columns.ts';
import { intervalsInWords } from '../../view/intervals-in-words.ts';
import { limitedGroups, limitedTitle } from '../../view/limited-groups.ts';
import { element } from './dom.ts';
import { plainTable } from './plain-table.ts';
import { inOwnOrder } from './shown-rows.ts';
import type { View } from './view.ts';

/** Servers within a CPU limit, one row each, with what bounds it: the table of README. Undefined where `group` is no part of one. */
export function limitedSection(report: Report, group: Group, view: View): HTMLElement | undefined {
  const limited = limitedGroups(report).find(({ parts }) => parts.some((part) => sameGroup(part, group)));
  if (limited === undefined) return undefined;
  const rows = inOwnOrder(limited, view);
  if (rows.length === 0) return undefined;
  const intervals = intervalsInWords(rows.map(({ row }) => row));
  return element(
    'section',
    { id: 'limited' },
    element('h2', {}, 'Within a CPU limit'),
    plainTable(rows, limitedColumns(limited.rows, 'roomy'), {
      caption: `${limitedTitle(report, limited)}.${intervals ? ` Intervals are ${intervals}.` : ''}`,
      name: 'Servers within a CPU limit',
    }),
  );
}
