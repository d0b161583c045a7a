import type { Bisection, StepRatio } from '../../schema/bisection.ts';
import { figures } from '../../schema/figures/entries.ts';
import { git } from '../revisions/git.ts';
import { factor } from '../verdict/sentence.ts';

/** Of every step of a search together. */
export const CONFIDENCE = 0.95;

export async function described(commit: string, folder: string): Promise<Bisection['found'][number]> {
  const { out } = await git(folder, ['show', '--no-patch', '--format=%s%x00%an%x00%aI', commit]);
  const [subject = '', author = '', date = ''] = out.split('\0');
  return { commit, subject, author, date: date.trim() };
}

export const inWords = ({ ratio, low, high, rounds }: StepRatio) =>
  `${factor(ratio)} times (${factor(low)}–${factor(high)}, ${rounds} rounds)`;

export function sentenceOf(
  found: Bisection['found'],
  change: StepRatio | undefined,
  figure: Bisection['figure'],
): string {
  const { noun } = figures[figure];
  const [first] = found;
  if (found.length > 1) {
    return `The ${noun} changed with one of ${found.length} commits; those between could not be measured: ${found.map(({ commit }) => commit.slice(0, 12)).join(', ')}.`;
  }
  const ratio = change ? `: ${inWords(change)} the ${noun} of its parent` : '';
  return `The ${noun} changed with ${first!.commit.slice(0, 12)}, "${first!.subject}" by ${first!.author}${ratio}. Every step is right at ${CONFIDENCE * 100} % confidence or more.`;
}
