import { type Group, runName } from '../../../analyse/groups.ts';
import type { Provenance } from '../../../schema/provenance.ts';
import type { Report } from '../../../schema/report.ts';
import { nameAtLimit } from '../../../text/format.ts';
import { shorten, toPlainText } from '../../../text/plain-text.ts';
import { pinningLine } from '../../view/pinning-line.ts';
import {
  containerLine,
  generatorsLine,
  machineLine,
  revisionLine,
  roundsOf,
} from '../../view/provenance-lines.ts';
import { element } from './dom.ts';

const orderLimit = 2000;

function entries(report: Report, runId: string, provenance: Provenance): [string, string][] {
  const { tools } = provenance;
  const containers = containerLine(report.rows, runId);
  const pinning = pinningLine(report.rows, runId);
  return [
    ['Run', runId],
    ['Machine', machineLine(provenance)],
    ['Architecture', provenance.machine.architecture],
    ...(pinning === undefined ? [] : [['CPUs', pinning] as [string, string]]),
    ['Tools', `${generatorsLine(provenance)}, Node ${tools.node}, Nx ${tools.nx}, plugin ${tools.plugin}`],
    ...(containers === undefined ? [] : [['Containers', containers] as [string, string]]),
    ...imagesOf(report, runId),
    ['Revision', revisionLine(provenance)],
    ['Started', provenance.startedAt],
    ['Rounds', String(roundsOf(report.rows, runId))],
    ['Order', `seed ${provenance.seed}: ${provenance.order.join(', ')}`],
    ['Options', JSON.stringify(provenance.options)],
    ...ownOptionsOf(report, runId),
  ];
}

/** What each server was given beside the options that all of its run share. */
function ownOptionsOf({ rows }: Report, runId: string): [string, string][] {
  const own = new Map<string, string>();
  for (const { server, cpus, runId: run, options } of rows) {
    if (run === runId && options) own.set(nameAtLimit(server, cpus), JSON.stringify(options));
  }
  return [...own].map(([server, options]) => [`Options of ${server}`, options]);
}

/** The image of each server that ran from one. */
function imagesOf(report: Report, runId: string): [string, string][] {
  const images = new Set(
    report.rows.flatMap((row) =>
      row.status === 'measured' && row.runId === runId && row.container
        ? [`${row.server} ${row.container.image}`]
        : [],
    ),
  );
  return images.size === 0 ? [] : [['Images', [...images].join(', ')]];
}

/** Where the figures come from: machine, tools, revision, order of the rounds, options. */
export function provenanceSection(report: Report, group: Group): HTMLElement {
  const lists = group.runIds.map((runId, index) => {
    const provenance = report.runs[runId];
    const rows = provenance
      ? entries(report, runId, provenance)
      : [['Run', `${runId}: the report does not say where it comes from`] as const];
    return element(
      'div',
      {},
      group.runIds.length > 1 && element('h3', {}, `Run ${runName(index)}`),
      element(
        'dl',
        {},
        ...rows.flatMap(([term, text]) => [
          element('dt', {}, term),
          element('dd', {}, shorten(toPlainText(text), orderLimit)),
        ]),
      ),
    );
  });
  return element('section', { id: 'provenance' }, element('h2', {}, 'Provenance'), ...lists);
}
