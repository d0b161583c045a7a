import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import { comparisonsOf } from '../src/analyse/comparisons.ts';
import { type Report, reportSchema } from '../src/schema/report.ts';
import { type Result, resultSchema } from '../src/schema/result.ts';

const page = new URL('../../../docs/the-load-decides.md', import.meta.url);
const machine = new URL('../../../results/amd-epyc-2-cpus-linux/', import.meta.url);
const runs = [
  { folder: 'process', title: '50 VUs, no limit' },
  { folder: 'process-0.1-cpus', title: '100 VUs, 0.1 CPU cores' },
];
const reference = 'rust-native';
/** Written by `suite:agreement`. */
const agreement = 'agreement.md';
const linkToAgreement = `The right column under other loads: [agreement](../results/amd-epyc-2-cpus-linux/${agreement}).`;
const [start, end] = ['<!-- loads:start -->', '<!-- loads:end -->'];

/** docs/the-load-decides.md with its table made anew from the published runs that it compares. */
export function theLoadDecides(): { file: URL; content: string } {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  const parts = [table(), ...(existsSync(new URL(agreement, machine)) ? [linkToAgreement] : [])];
  return { file: page, content: `${text.slice(0, from)}\n\n${parts.join('\n\n')}\n\n${text.slice(to)}` };
}

function table(): string {
  const columns = runs.map(({ folder, title }) => ({
    title: `[${title}](../results/amd-epyc-2-cpus-linux/${folder}/README.md)`,
    ratios: ratiosOf(folder),
  }));
  const [first] = columns;
  const rows = [...first!.ratios]
    .sort(([, one], [, other]) => one.ratio - other.ratio)
    .map(([server, { label }]) => [label, ...columns.map(({ ratios }) => ratios.get(server)?.text ?? '–')]);
  return markdownTable([['server', ...columns.map(({ title }) => title)], ...rows], {
    align: ['l', ...columns.map(() => 'r')],
  });
}

/** CPU a request as times that of the reference, in the closed load. */
function ratiosOf(folder: string): Map<string, { label: string; ratio: number; text: string }> {
  const home = new URL(`${folder}/`, machine);
  const report: Report = reportSchema.parse(JSON.parse(readFileSync(new URL('report.json', home), 'utf8')));
  const comparisons = report.comparisons ?? comparisonsOf(report.rows, resultsIn(home), reference);
  return new Map(
    comparisons.flatMap((each) => {
      if (each.state !== 'known' || each.scenario !== 'closed' || each.reference !== reference) return [];
      const label = report.rows.find(({ server }) => server === each.subject)?.label ?? each.subject;
      const text = `${each.ratio.toFixed(2)} (${each.low.toFixed(2)}–${each.high.toFixed(2)})`;
      return [[each.subject, { label, ratio: each.ratio, text }] as const];
    }),
  );
}

/** What the comparisons of a report of an older version are made from. */
function resultsIn(home: URL): Result[] {
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) =>
      resultSchema.parse(JSON.parse(readFileSync(new URL(`${name}/result.json`, home), 'utf8'))),
    );
}
