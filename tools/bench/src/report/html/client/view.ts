import { type TrendFigure, trendFigures } from '../../../schema/figures/registry.ts';
import type { LatencyPart } from '../../charts/latency-spread.ts';

/** What the reader has chosen; all of it stands in the address, so that a link shows the same. */
export interface View {
  scenario: string;
  launcher: string;
  /** The CPU limit, in cores, of a report that has several. */
  cpus: string;
  /** Names of the servers shown; `all` follows the report. */
  servers: readonly string[] | 'all';
  /** Key of the column that orders every chart and the table. */
  order: string;
  descending: boolean;
  part: LatencyPart;
  over: 'requests' | 'cores' | 'memory';
  trend: TrendFigure;
  /** Show every row of a long list. */
  whole: boolean;
  theme: 'auto' | 'light' | 'dark';
}

const defaults: View = {
  scenario: '',
  launcher: '',
  cpus: '',
  servers: 'all',
  order: 'cpuMicrosPerRequest',
  descending: false,
  part: 'latencyMs',
  over: 'requests',
  trend: 'cpuMicrosPerRequest',
  whole: false,
  theme: 'auto',
};

function oneOf<T extends string>(value: string | null, choices: readonly T[]): T {
  return choices.find((choice) => choice === value) ?? (choices[0] as T);
}

export function viewFromHash(hash: string): View {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  return {
    scenario: parameters.get('scenario') ?? '',
    launcher: parameters.get('launcher') ?? '',
    cpus: parameters.get('cpus') ?? '',
    servers: parameters.has('server') ? parameters.getAll('server').filter((name) => name !== '') : 'all',
    order: parameters.get('order') ?? defaults.order,
    descending: parameters.has('descending'),
    part: oneOf(parameters.get('part'), ['latencyMs', 'waitingMs', 'receivingMs']),
    over: oneOf(parameters.get('over'), ['requests', 'cores', 'memory']),
    trend: oneOf(parameters.get('trend'), [defaults.trend, ...trendFigures]),
    whole: parameters.has('whole'),
    theme: oneOf(parameters.get('theme'), ['auto', 'light', 'dark']),
  };
}

/** Only what differs from the defaults, so that a plain view has a plain address. */
export function hashFromView(view: View): string {
  const parameters = new URLSearchParams();
  for (const key of ['scenario', 'launcher', 'cpus', 'order', 'part', 'over', 'trend', 'theme'] as const) {
    if (view[key] !== defaults[key]) parameters.set(key, view[key]);
  }
  if (view.descending) parameters.set('descending', '');
  if (view.whole) parameters.set('whole', '');
  // An empty name stands for "none": without it, no server would read as all of them.
  if (view.servers !== 'all')
    for (const name of view.servers.length ? view.servers : ['']) parameters.append('server', name);
  const text = parameters.toString();
  return text ? `#${text}` : '';
}
