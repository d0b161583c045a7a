import { markdownTable } from 'markdown-table';
import { median } from 'simple-statistics';
import { wrkSeconds } from './loads.ts';
import type { AgreementSample } from './measure.ts';
import { reference, serverNames } from './servers.ts';

/** Of the ratio to the reference, between two loads. */
const MOST_DIFFERENCE = 0.15;

export interface Provenance {
  readonly machine: string;
  readonly tools: string;
  readonly revision: string;
  readonly date: string;
  readonly minutes: number;
}

/** Ratios to the reference under each load, and how far each is from the ratio under the first load. */
export function agreementPage(samples: readonly AgreementSample[], provenance: Provenance): string {
  const loads = [...new Set(samples.map(({ load }) => load))];
  const ratios = new Map(loads.map((load) => [load, ratiosOf(samples.filter((each) => each.load === load))]));
  const first = ratios.get(loads[0]!)!;
  const compared = serverNames.filter((server) => server !== reference);
  const rows = compared.map((server) => [
    server,
    ...loads.map((load, index) => {
      const ratio = ratios.get(load)!.get(server)!;
      return index === 0 ? cell(ratio) : `${cell(ratio)} ${difference(ratio, first.get(server)!)}`;
    }),
  ]);
  const costs = serverNames.map((server) => [
    server,
    ...loads.map((load) => {
      const of = samples.filter((each) => each.server === server && each.load === load);
      const unlimited = [...new Set(of.map(({ bound }) => bound))].filter(
        (bound) => bound !== 'server-limit',
      );
      return `${middle(of.map((each) => each.cpuMicrosPerRequest)).toFixed(1)}${unlimited.length > 0 ? ` (bound by: ${unlimited.join(', ')})` : ''}`;
    }),
  ]);
  const apart = loads.slice(1).flatMap((load) =>
    compared.flatMap((server) => {
      const share = ratios.get(load)!.get(server)!.median / first.get(server)!.median - 1;
      return Math.abs(share) > MOST_DIFFERENCE ? [`${server} under ${load} (${percent(share)})`] : [];
    }),
  );
  const { compiled, compiling } = wrkSeconds;
  const orders = new Set(loads.map((load) => orderOf(ratios.get(load)!, compared)));
  return [
    '# The same order under other loads',
    'Made by `npx nx run suite:agreement`. CPU a request as times that of native Rust, within 0.1 CPU cores, 1 ms in each 10 ms: the ' +
      'median of the rounds and their range, and in percent how far it is from the first column.',
    table(['server', ...loads], rows),
    `${
      apart.length === 0
        ? `All ${compared.length * (loads.length - 1)} ratios are within ${MOST_DIFFERENCE * 100} % of the first column.`
        : `Beyond ${MOST_DIFFERENCE * 100} %: ${apart.join('; ')}.`
    } ${orders.size === 1 ? `The order is the same in all of them: ${[...orders][0]}.` : `The order differs: ${[...orders].join('; ')}.`}`,
    'CPU a request, µs. A load that was not bound by the limit of the server says so.',
    table(['server', ...loads], costs),
    '`k6`: the closed load of the configuration `pod`, 100 VUs. `wrk`: as many connections; ' +
      `a run of ${compiled.opening} s is taken off one of ${compiled.whole} s (of a server that compiles while it runs, ${compiling.opening} off ${compiling.whole}), so ` +
      'that no new connections are in it. `containers`: the same load as the first, the servers in containers.',
    `${provenance.machine}; ${provenance.tools}; revision ${provenance.revision}; ${provenance.date}; ${provenance.minutes.toFixed(1)} minutes.`,
  ].join('\n\n');
}

interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Pairs of the same round. */
function ratiosOf(samples: readonly AgreementSample[]): Map<string, Ratio> {
  const base = new Map(
    samples
      .filter(({ server }) => server === reference)
      .map((each) => [each.round, each.cpuMicrosPerRequest]),
  );
  return new Map(
    serverNames.map((name) => {
      const values = samples.flatMap(({ server, round, cpuMicrosPerRequest }) =>
        server === name && base.has(round) ? [cpuMicrosPerRequest / base.get(round)!] : [],
      );
      return [name, { median: middle(values), low: Math.min(...values), high: Math.max(...values) }];
    }),
  );
}

function orderOf(ratios: Map<string, Ratio>, compared: readonly string[]): string {
  return [...compared].sort((a, b) => ratios.get(a)!.median - ratios.get(b)!.median).join(', ');
}

const middle = (values: readonly number[]) => median([...values]);
const percent = (share: number) => `${share > 0 ? '+' : ''}${(share * 100).toFixed(0)} %`;
const cell = ({ median, low, high }: Ratio) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
const difference = (ratio: Ratio, first: Ratio) => percent(ratio.median / first.median - 1);
const table = (head: string[], rows: string[][]) =>
  markdownTable([head, ...rows], { align: ['l', ...head.slice(1).map(() => 'r')] });
