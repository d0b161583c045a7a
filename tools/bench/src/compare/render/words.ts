import { confidenceInPercent } from '../../schema/figure.ts';
import type { FigureDefinition } from '../../schema/figures/definition.ts';
import { figures } from '../../schema/figures/entries.ts';
import type {
  FigureVerdict,
  RevisionComparison,
  ServerVerdict,
  Side,
} from '../../schema/revision-comparison.ts';
import { formatOf } from '../../text/format.ts';
import { fewestRounds } from '../verdict/judge.ts';
import { underWorkload } from '../verdict/leading.ts';
import { beyond, factor } from '../verdict/sentence.ts';

/** A side in a line: the name that was asked for, and the commit it is. */
export function sideInWords(side: Side): string {
  const commit = side.commit.slice(0, 12);
  if (side.tree === 'commit') return side.name.startsWith(commit) ? commit : `${side.name} (${commit})`;
  return side.changedFiles === 0
    ? `working tree (${commit})`
    : `working tree (${commit} and ${side.changedFiles} uncommitted change${side.changedFiles === 1 ? '' : 's'})`;
}

/** A row of the table of figures: the same in the terminal and in Markdown. */
export interface FigureRow {
  readonly figure: string;
  readonly base: string;
  readonly head: string;
  readonly ratio: string;
  readonly verdict: string;
}

export function figureRow(compared: FigureVerdict): FigureRow {
  const { noun, unit }: FigureDefinition = figures[compared.figure];
  const figure = `${compared.figure === 'requestsPerSecond' ? 'capacity under the limit' : noun}${underWorkload(compared)}`;
  if (compared.state === 'unavailable') {
    return { figure, base: '–', head: '–', ratio: '–', verdict: `not compared: ${compared.reason}` };
  }
  const format = formatOf(unit);
  const shown = (value: number) => (unit === 'bytes' ? format(value) : `${format(value)} ${unit}`);
  return {
    figure,
    base: shown(compared.base),
    head: shown(compared.head),
    ratio:
      compared.state === 'fixed'
        ? factor(compared.ratio)
        : `${factor(compared.ratio)} (${factor(compared.low)}–${factor(compared.high)})`,
    verdict: verdictInWords(compared),
  };
}

function verdictInWords(compared: Exclude<FigureVerdict, { state: 'unavailable' }>): string {
  switch (compared.verdict) {
    case 'no difference':
      return compared.state === 'fixed' && compared.ratio === 1
        ? 'same'
        : `no difference beyond ±${beyond(compared)}`;
    case 'cannot tell':
      if (compared.doubt !== undefined) return 'cannot tell: disturbed by other processes';
      return compared.seenFrom === undefined
        ? 'cannot tell: too few rounds'
        : `cannot tell: seen from ${(compared.seenFrom * 100).toFixed(1)} % on`;
    default:
      return compared.verdict;
  }
}

export const marks: Record<string, string> = {
  slower: '🔴',
  broken: '🔴',
  faster: '🟢',
  'no difference': '⚪',
  'cannot tell': '🟡',
};

/** What became of a server, without its figures. */
export function serverInWords(server: ServerVerdict): string {
  switch (server.state) {
    case 'compared':
      return server.sentence;
    case 'identical':
      return `${server.label} is identical: both builds are the same bytes, so that it was not measured.`;
    case 'only in':
      return `${server.label} is only in ${server.side}.`;
    case 'fails':
      return `${server.label} fails ${server.side === 'both' ? 'on both sides' : `in ${server.side}`}: ${server.failure.code}: ${server.failure.message}`;
  }
}

/** What the intervals are good for, and how much was measured; what it takes where that was too little. */
export function intervalsInWords({ servers, run }: RevisionComparison): string | undefined {
  const measured = servers
    .flatMap((server) => (server.state === 'compared' ? server.figures : []))
    .flatMap((figure) => (figure.state === 'measured' ? [figure] : []));
  if (measured.length === 0 || run === undefined) return undefined;
  const confidences = [...new Set(measured.map(({ confidence }) => confidenceInPercent(confidence)))];
  const rounds = measured.map((figure) => figure.rounds);
  const [least, most] = [Math.min(...rounds), Math.max(...rounds)];
  const together = servers.every((server) => server.state !== 'compared' || server.sides === 'together');
  const intervals =
    `Ratios are head / base, paired by round (${least === most ? least : `${least} to ${most}`} rounds` +
    `${together ? ', both sides at the same time' : ''}), with exact intervals of ${confidences.join(' and ')} %`;
  const fewest = fewestRounds(run.tests);
  if (least >= fewest) return `${intervals}, so that all of them hold together in 95 of 100 runs.`;
  const seconds = Math.ceil(((run.spentMs / least) * (fewest + 1)) / 1000);
  const wanted =
    run.tests === 1
      ? 'For one that holds in 95 of 100 runs it takes'
      : `For ${run.tests} ratios to hold together in 95 of 100 runs, each takes`;
  return `${intervals}. ${wanted} ${fewest} rounds: --budget=${seconds}s.`;
}
