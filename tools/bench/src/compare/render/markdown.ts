import { markdownTable } from 'markdown-table';
import { escapeMarkdown } from '../../report/markdown.ts';
import type { ComparedServer, RevisionComparison, ServerVerdict } from '../../schema/revision-comparison.ts';
import { leadingOf, underWorkload } from '../verdict/leading.ts';
import { figureRow, intervalsInWords, marks, serverInWords, sideInWords } from './words.ts';

/** First line of the comment: who posts it looks for it, and updates that comment in the place of a new one. */
export const marker = '<!-- wasi-bench compare -->';

/** For a comment on a pull request: the verdict, a row of each server, and a fold with all figures and where they come from. */
export function renderComparisonMarkdown(comparison: RevisionComparison): string {
  const { base, head, servers, notes, verdict, sentence } = comparison;
  const intervals = intervalsInWords(comparison);
  return `${[
    marker,
    `### ${marks[verdict]} ${escapeMarkdown(sentence)}`,
    markdownTable(
      [['', 'server', 'verdict', 'CPU per request, head / base', 'evidence'], ...servers.map(rowOf)],
      { align: ['c', 'l', 'l', 'r', 'l'] },
    ),
    fold('Every figure, and how it was measured', [
      `Head: ${escapeMarkdown(sideInWords(head))}. Base: ${escapeMarkdown(sideInWords(base))}.`,
      ...servers.flatMap((server) => (server.state === 'compared' ? [detailsOf(server)] : [])),
      ...(intervals ? [intervals] : []),
      ...runLines(comparison),
      ...notes.map(({ code, message, fix }) => `- \`${code}\`: ${escapeMarkdown(`${message}. ${fix}`)}`),
    ]),
  ].join('\n\n')}\n`;
}

function rowOf(server: ServerVerdict): string[] {
  const label = escapeMarkdown(server.label);
  switch (server.state) {
    case 'compared': {
      const ratio = leadingOf(server.figures)
        .map((figure) => `${figureRow(figure).ratio}${underWorkload(figure)}`)
        .join('; ');
      return [marks[server.verdict]!, label, server.verdict, ratio, telling(server)];
    }
    case 'identical':
      return ['⚪', label, 'identical', '', 'both builds are the same bytes: not measured'];
    case 'only in':
      return ['⚪', label, `only in ${server.side}`, '', ''];
    case 'fails':
      return [
        server.side === 'base' ? '⚪' : '🔴',
        label,
        server.side === 'both' ? 'fails on both sides' : `fails in ${server.side}`,
        '',
        `\`${server.failure.code}\``,
      ];
  }
}

/** The figures that differ, or how far apart the sides can be. */
function telling({ figures, verdict }: ComparedServer): string {
  const changed = figures.filter(
    (figure) =>
      figure.state !== 'unavailable' && (figure.verdict === 'slower' || figure.verdict === 'faster'),
  );
  const shown = changed.length > 0 && verdict !== 'cannot tell' ? changed : leadingOf(figures);
  return shown
    .map(figureRow)
    .map(({ figure, verdict: said, ratio }) =>
      escapeMarkdown(said === 'slower' || said === 'faster' ? `${figure} ${ratio}` : `${figure}: ${said}`),
    )
    .join('; ');
}

function detailsOf(server: ComparedServer): string {
  const rows = server.figures
    .map(figureRow)
    .map(({ figure, base, head, ratio, verdict }) =>
      [figure, base, head, ratio, verdict].map(escapeMarkdown),
    );
  const found = server.findings.map(
    ({ side, scenario, code, summary }) =>
      `- \`${code}\` (${side}, ${escapeMarkdown(scenario)}): ${escapeMarkdown(summary)}`,
  );
  return [
    `**${escapeMarkdown(serverInWords(server))}**`,
    markdownTable([['figure', 'base', 'head', 'head / base', 'verdict'], ...rows], {
      align: ['l', 'r', 'r', 'r', 'l'],
    }),
    ...(found.length > 0 ? [found.join('\n')] : []),
  ].join('\n\n');
}

function runLines({ run }: RevisionComparison): string[] {
  if (!run) return [];
  const load = Object.entries(run.load).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(' ') : value}`,
  );
  const { cpuModel, cpus, kernel } = run.machine;
  return [
    escapeMarkdown(
      `Measured for ${Math.round(run.spentMs / 1000)} s of ${Math.round(run.budgetMs / 1000)} s on ${cpuModel}, ${cpus} CPUs, ${kernel}; ` +
        `load: ${load.join(', ')}; run ${run.runId}, seed ${run.seed}.`,
    ),
  ];
}

const fold = (summary: string, blocks: readonly string[]) =>
  [`<details><summary>${summary}</summary>`, ...blocks, '</details>'].join('\n\n');
