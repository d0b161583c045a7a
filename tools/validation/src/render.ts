import Table from 'cli-table3';
import { markdownTable } from 'markdown-table';
import { percent } from '../../bench/src/analyse/findings/verdict.ts';
import { type Bar, verdictOn } from './bar.ts';
import type { Observed } from './finding-bars.ts';
import { falseFindingsIn } from './finding-bars.ts';

const head = ['bar', 'value', 'goal', 'trials', 'verdict'];

/** The bars as a table for a terminal, how each was measured below it. */
export function renderBars(bars: readonly Bar[]): string {
  const table = new Table({
    head,
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [60, 10, 10, 8, 11],
  });
  table.push(...bars.map(cellsOf));
  return [
    table.toString(),
    ...bars.flatMap((bar) => (bar.note ? [`${bar.name}: ${bar.note}`] : [])),
    ...curves(bars),
  ].join('\n');
}

/** The same for a document. */
export function renderBarsMarkdown(bars: readonly Bar[], measuredOn: string): string {
  const notes = bars.flatMap((bar) => (bar.note ? [`- ${bar.name}: ${bar.note}`] : []));
  return [
    measuredOn,
    markdownTable([head, ...bars.map(cellsOf)]),
    notes.join('\n'),
    ...bars.flatMap(({ powerCurve }) =>
      powerCurve === undefined || powerCurve.length === 0
        ? []
        : [
            'How many rounds of 1 s find a slow-down of 5 % here, drawn from all pairs of rounds:',
            markdownTable([
              ['rounds of each', ...powerCurve.map(({ rounds }) => String(rounds))],
              ['found', ...powerCurve.map(({ found }) => `${(found * 100).toFixed(0)} %`)],
            ]),
          ],
    ),
  ].join('\n\n');
}

export function renderObserved(each: Observed): string {
  const wrong = falseFindingsIn(each);
  const { median, worst } = each.foreignShare;
  const others = `others had ${percent(median)} of the machine, ${percent(worst)} in the worst round`;
  const falsely = wrong.length > 0 ? ` (false: ${wrong.join(', ')})` : '';
  const bound = `bound ${each.bound}${each.bound === each.condition.bound ? '' : ` (false: ${each.condition.bound})`}`;
  return `${each.condition.name}: ${each.found.join(', ') || 'nothing'}${falsely}; ${bound}; ${others}`;
}

function cellsOf(bar: Bar): string[] {
  const value = bar.trials === 0 ? '' : String(Number(bar.value.toPrecision(3)));
  return [bar.name, value, bar.goal, String(bar.trials), verdictOn(bar)];
}

function curves(bars: readonly Bar[]): string[] {
  return bars.flatMap(({ powerCurve = [] }) =>
    powerCurve.length === 0
      ? []
      : [
          `power by rounds: ${powerCurve.map(({ rounds, found }) => `${rounds}: ${(found * 100).toFixed(0)} %`).join(', ')}`,
        ],
  );
}
