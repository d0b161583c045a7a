import type { Report } from '../../../../schema/report.ts';
import { toPlainText } from '../../../../text/plain-text.ts';
import { curveFigures } from '../../../charts/curve-figures.ts';
import { CURVE_LEGEND, drawCurveLines, seriesLimit } from '../../../charts/curve-lines.ts';
import { type Curve, curveLines, curvesOf, curveTitle, serverOf } from '../../../view/curve.ts';
import { curveColumns } from '../../../view/curve-columns.ts';
import { element } from '../dom.ts';
import { plainTable } from '../plain-table.ts';
import { inOwnOrder } from '../shown-rows.ts';
import type { View } from '../view.ts';
import { type Chart, chart } from './chart.ts';

/** What the servers chosen do over their CPU limits, a small chart for each figure, with the table below; undefined where there is one limit. */
export function curveChart(report: Report, launcher: string, view: View): Chart | undefined {
  const curve = curvesOf(report).find((each) => each.launcher === launcher);
  if (curve === undefined) return undefined;
  const rows = inOwnOrder(curve, view);
  if (rows.length === 0) return undefined;
  const shown: Curve = { ...curve, rows: rows.map(({ row }) => row) };
  const servers = new Set(shown.rows.map(serverOf)).size;
  const beyond = servers > seriesLimit ? ` Lines of the first ${seriesLimit} of ${servers} servers.` : '';
  return chart({
    id: 'curve',
    title: 'Over the CPU limit',
    caption: `${curveTitle(report, curve)}. Both axes are logarithmic. ${CURVE_LEGEND}${beyond}`,
    wide: true,
    draw: (width) => {
      const across = Math.max(1, Math.floor(width / 430));
      const each = Math.floor((width - (across - 1) * 16) / across);
      const drawings = curveFigures(shown).map((figure) =>
        element(
          'div',
          { class: 'small', id: `curve-${figure.id}` },
          drawCurveLines(figure, { width: each }) as unknown as Node,
        ),
      );
      return element('div', { class: 'smalls' }, ...drawings);
    },
    notes: element(
      'div',
      {},
      ...curveLines(shown).map((line) => element('p', {}, toPlainText(line))),
      plainTable(rows, curveColumns(report, shown), {
        caption: 'Each server within each limit.',
        name: 'Servers over their CPU limits',
      }),
    ),
  });
}
