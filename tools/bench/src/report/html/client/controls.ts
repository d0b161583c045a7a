import { groupRows } from '../../../analyse/groups.ts';
import type { Report } from '../../../schema/report.ts';
import { formatCores } from '../../../text/format.ts';
import { shorten, toPlainText } from '../../../text/plain-text.ts';
import { columnsOf } from '../../view/columns.ts';
import { element } from './dom.ts';
import { serverPicker } from './server-picker.ts';
import type { View } from './view.ts';

type Option = readonly [value: string, text: string];
type Change = (change: Partial<View>) => void;

function select(
  id: string,
  text: string,
  options: readonly Option[],
  value: string,
  onChange: (value: string) => void,
) {
  const node = element(
    'select',
    { id, onchange: () => onChange(node.value) },
    ...options.map(([choice, name]) => element('option', { value: choice }, shorten(toPlainText(name), 60))),
  );
  node.value = value;
  return element('label', { for: id }, element('span', {}, text), node);
}

function distinct(values: readonly string[]): Option[] {
  return [...new Set(values)].map((value) => [value, value]);
}

/** What the reader can choose for the whole page. */
export function controls(report: Report, view: View, change: Change, compare: (file: File) => void) {
  const groups = groupRows(report);
  const limits = [...new Set(groups.flatMap(({ cpus }) => cpus ?? []))].map((cpus): Option => {
    return [String(cpus), formatCores(cpus)];
  });
  const orders: Option[] = [
    ['label', 'Platform'],
    ...columnsOf(report.rows).map(({ key, header }): Option => [key, header]),
  ];
  const picker = serverPicker(report.rows, view, (servers) => change({ servers }));
  const file = element('input', {
    id: 'compare',
    type: 'file',
    accept: '.json,application/json',
    onchange: () => {
      const [chosen] = file.files ?? [];
      if (chosen) compare(chosen);
    },
  });
  const node = element(
    'form',
    { class: 'controls', 'aria-label': 'What the page shows', onsubmit: (event) => event.preventDefault() },
    select(
      'scenario',
      'Scenario',
      distinct(groups.map(({ scenario }) => scenario)),
      view.scenario,
      (scenario) => change({ scenario }),
    ),
    select(
      'launcher',
      'Launcher',
      distinct(groups.map(({ launcher }) => launcher)),
      view.launcher,
      (launcher) => change({ launcher }),
    ),
    ...(limits.length < 2
      ? []
      : [select('cpus', 'CPU limit', limits, view.cpus, (cpus) => change({ cpus }))]),
    select('order', 'Order by', orders, view.order, (order) => change({ order })),
    select(
      'direction',
      'Direction',
      [
        ['', 'Lowest first'],
        ['descending', 'Highest first'],
      ],
      view.descending ? 'descending' : '',
      (value) => change({ descending: value !== '' }),
    ),
    picker.node,
    element('label', { for: 'compare' }, element('span', {}, 'Compare with report.json'), file),
    select(
      'theme',
      'Theme',
      [
        ['auto', 'As the system'],
        ['light', 'Light'],
        ['dark', 'Dark'],
      ],
      view.theme,
      (theme) => change({ theme: theme as View['theme'] }),
    ),
  );
  return {
    node,
    update(next: View) {
      const values = {
        scenario: next.scenario,
        launcher: next.launcher,
        cpus: next.cpus,
        order: next.order,
        direction: next.descending ? 'descending' : '',
        theme: next.theme,
      };
      for (const [id, value] of Object.entries(values)) {
        const field = node.querySelector<HTMLSelectElement>(`select#${id}`);
        if (field) field.value = value;
      }
      picker.update(next);
    },
  };
}
