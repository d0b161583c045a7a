import type { CoefficientsOfVariation, Pinning, Unpinned } from '../../schema/pinning.ts';
import type { Row } from '../../schema/report.ts';

/** How the rows of a run were pinned: one sentence, or one for each way; none in results of older versions. */
export function pinningLine(rows: readonly Row[], runId: string): string | undefined {
  const servers = new Map<string, Set<string>>();
  for (const row of rows) {
    if (row.status !== 'measured' || row.runId !== runId || !row.pinning) continue;
    const how = pinningSentence(row.pinning);
    servers.set(how, (servers.get(how) ?? new Set()).add(row.label));
  }
  if (servers.size < 2) return [...servers.keys()][0];
  return [...servers].map(([how, labels]) => `${[...labels].join(', ')} ${how}`).join('; ');
}

function pinningSentence(pinning: Pinning): string {
  if (pinning.state === 'unpinned') return `not pinned: ${whyUnpinned(pinning.because)}`;
  const { serverCpus, generatorCpus, because } = pinning;
  const why =
    because.code === 'option' ? 'option "pinning"' : `it helps: ${figures(because.coefficientOfVariation)}`;
  return `pinned, server to CPU ${serverCpus}, generator to CPU ${generatorCpus} (${why})`;
}

export function whyUnpinned(because: Unpinned['because']): string {
  switch (because.code) {
    case 'option':
      return 'option "pinning"';
    case 'unsupported':
      return because.reason;
    case 'too-few-cores':
      return `${because.cores} core to use, 2 are needed`;
    case 'not-measured':
      return 'not measured on this machine whether it helps';
    case 'not-measured-to-help':
      return `not measured to help: ${figures(because.coefficientOfVariation)}`;
  }
}

function figures({ pinned, unpinned }: CoefficientsOfVariation): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return `CPU per request varies by ${percent(pinned)} pinned, ${percent(unpinned)} unpinned`;
}
