import { byteUnitNote } from '../../../text/format.ts';
import { toPlainText } from '../../../text/plain-text.ts';
import { comparabilityNote } from '../../view/comparability.ts';
import { headlineFor } from '../../view/headline-for.ts';
import { runLine } from '../../view/provenance-lines.ts';
import type { PageData } from '../page-data.ts';
import { allCharts } from './charts/all-charts.ts';
import type { Chart } from './charts/chart.ts';
import { curveChart } from './charts/curve-chart.ts';
import { type Baseline, comparisonSection } from './comparison.ts';
import { controls } from './controls.ts';
import { element, replaceContent } from './dom.ts';
import { downloads } from './downloads.ts';
import { figuresTable } from './figures-table.ts';
import { findingsSection } from './findings.ts';
import { limitedSection } from './limited-section.ts';
import { partsSection } from './parts.ts';
import { provenanceSection } from './provenance.ts';
import { readBaseline } from './read-baseline.ts';
import { groupOf, shownRows } from './shown-rows.ts';
import { hashFromView, type View, viewFromHash } from './view.ts';

/** Rows that charts and table show at first; with more there is a button for all. */
const rowLimit = 25;

/** Draws the page into `root` and keeps it in step with what the reader chooses. @returns how to give it new data */
export function showPage(root: Element, first: PageData): (next: PageData) => void {
  let data = first;
  let view = viewFromHash(location.hash);
  let baseline: Baseline | undefined;
  let charts: Chart[] = [];
  const claim = element('h1', {});
  const detail = element('div', { class: 'detail' });
  const origin = element('p', { class: 'muted' });
  const message = element('p', { class: 'warning', role: 'status', hidden: true });
  const main = element('main', {});

  const change = (next: Partial<View>) => {
    view = { ...view, ...next };
    history.replaceState(null, '', `${location.pathname}${location.search}${hashFromView(view)}`);
    render();
  };
  const reorder = (order: string) =>
    change(order === view.order ? { descending: !view.descending } : { order, descending: false });
  const compare = async (file: File) => {
    const read = await readBaseline(file);
    const problem = 'problem' in read ? read.problem : '';
    baseline = 'problem' in read ? undefined : read;
    message.hidden = problem === '';
    message.textContent = toPlainText(problem);
    render();
  };
  let bar = controls(data.report, view, change, compare);

  function wholeButton(hidden: number): HTMLElement | undefined {
    if (hidden <= 0 && !view.whole) return undefined;
    const text = view.whole ? `Show only the first ${rowLimit}` : `Show ${hidden} more servers`;
    return element(
      'button',
      { type: 'button', id: 'whole', onclick: () => change({ whole: !view.whole }) },
      text,
    );
  }

  function render(): void {
    document.documentElement.dataset.theme = view.theme;
    const group = groupOf(data.report, view);
    if (!group) {
      claim.textContent = 'No server has been measured.';
      return;
    }
    const { scenario, launcher, cpus } = group;
    bar.update({ ...view, scenario, launcher, cpus: cpus === undefined ? '' : String(cpus) });
    const all = shownRows(group, view, baseline?.report);
    const rows = view.whole ? all : all.slice(0, rowLimit);
    const warning = comparabilityNote(group);
    const headline = headlineFor(group, data.report);
    claim.textContent = headline?.claim ?? '';
    detail.replaceChildren(...(headline?.details ?? []).map((text) => element('p', {}, toPlainText(text))));
    origin.textContent = toPlainText(
      group.runIds
        .slice(0, 3)
        .map((runId) => runLine(data.report, runId))
        .join(' — '),
    );
    const curve = curveChart(data.report, group.launcher, view);
    const ofGroup = rows.length > 0 ? allCharts(rows, data, view, change) : [];
    charts = [...(curve ? [curve] : []), ...ofGroup];
    const sections = [
      warning && element('p', { class: 'warning' }, warning),
      rows.length === 0 && element('p', { class: 'warning' }, 'No server is chosen.'),
      baseline && comparisonSection(data.report, rows, baseline),
      curve?.node,
      limitedSection(data.report, group, view),
      ofGroup.length > 0 && element('div', { class: 'charts' }, ...ofGroup.map(({ node }) => node)),
      wholeButton(all.length - rows.length),
      findingsSection(rows),
      figuresTable(rows, view, reorder),
      partsSection(rows),
      provenanceSection(data.report, group),
      downloads(data.report),
    ].filter((section) => section instanceof HTMLElement);
    replaceContent(main, ...sections);
    for (const { draw } of charts) draw();
  }

  root.replaceChildren(
    element(
      'header',
      {},
      element('p', { class: 'title' }, 'Benchmark report'),
      claim,
      detail,
      origin,
      bar.node,
      message,
    ),
    main,
    element('footer', {}, element('p', {}, `${byteUnitNote} Figures in brackets are out of the ranking.`)),
  );
  render();
  let width = main.clientWidth;
  new ResizeObserver(() => {
    if (main.clientWidth === width) return;
    width = main.clientWidth;
    for (const { draw } of charts) draw();
  }).observe(main);
  addEventListener('hashchange', () => {
    view = viewFromHash(location.hash);
    render();
  });
  return (next) => {
    data = next;
    const before = bar.node;
    bar = controls(data.report, view, change, compare);
    before.replaceWith(bar.node);
    render();
  };
}
