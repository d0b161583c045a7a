import { availableParallelism } from 'node:os';
import { execa } from 'execa';
import type { ServerVerdict } from '../../../bench/src/schema/revision-comparison.ts';
import { attempts } from '../attempts.ts';
import type { Bar } from '../bar.ts';
import type { Keep, Validation } from '../validate.ts';
import { bisectTrial, commits } from './bisect-trial.ts';
import { budgetBar, injectedBar, sameBar, wronglyBar } from './compare-bars.ts';
import { type CompareTrial, compareTrial } from './trial.ts';

const share = 0.05;
const bisections = 10;
const named = (verdicts: readonly ServerVerdict[], name: string) =>
  verdicts.filter(({ server }) => server === name);

/**
 * Comparisons of a server with itself, twice a trial, and with one that burns 5 % more; the same beside busy programs; and searches for a
 * commit. With 20 trials three to five hours.
 */
export async function validateCompare(validation: Validation, keep: Keep): Promise<void> {
  const { trials, workspaceRoot, write } = validation;
  const quiet: CompareTrial[] = [];
  const disturbed: CompareTrial[] = [];
  const bisected: boolean[] = [];
  const bars = (): Bar[] => [
    sameBar(quiet.flatMap(({ servers }) => [named(servers, 'same-a'), named(servers, 'same-b')])),
    injectedBar(
      'compare: share of commits that cost 5 % of CPU that are found',
      share,
      quiet.flatMap(({ servers }) => named(servers, 'slower')),
    ),
    wronglyBar(
      'compare: the same beside a disturbing neighbour, wrong verdicts',
      disturbed.flatMap(({ servers }) => named(servers, 'slower')),
    ),
    bisectBar(bisected),
    budgetBar([...quiet, ...disturbed]),
  ];
  const say = ({ servers }: CompareTrial) => {
    for (const server of servers) if (server.state === 'compared') write(server.sentence);
  };
  await attempts(trials, validation, async () => {
    const trial = await compareTrial({ 'same-a': 0, 'same-b': 0, slower: share }, workspaceRoot, () => {});
    quiet.push(trial);
    say(trial);
    await keep(bars());
  });
  await attempts(trials, validation, async () => {
    const quieten = disturb();
    try {
      const trial = await compareTrial({ slower: share }, workspaceRoot, () => {});
      disturbed.push(trial);
      say(trial);
    } finally {
      await quieten();
    }
    await keep(bars());
  });
  await attempts(Math.min(bisections, trials), validation, async (number) => {
    const { expected, found } = await bisectTrial(1 + ((number * 7) % commits), validation);
    bisected.push(found.length === 1 && found[0]!.commit === expected);
    await keep(bars());
  });
}

function bisectBar(bisected: readonly boolean[]): Bar {
  const found = bisected.filter((each) => each).length;
  return {
    name: `bisect: of ${commits} commits the one that costs 10 % is found, share of searches`,
    value: bisected.length === 0 ? 0 : found / bisected.length,
    goal: '1',
    holds: bisected.length > 0 && found === bisected.length,
    trials: bisected.length,
    note: 'Two minutes for one measurement, more where it is not sure.',
  };
}

/** Programs that run for seconds and rest for seconds, so that rounds are disturbed unlike. @returns what ends them */
function disturb(): () => Promise<unknown> {
  const program =
    'const spin = (ms) => { const end = Date.now() + ms; while (Date.now() < end); };' +
    'const next = () => { spin(500 + 3000 * Math.random()); setTimeout(next, 3000 * Math.random()); }; next();';
  const programs = Array.from({ length: Math.ceil(availableParallelism() / 2) }, () =>
    execa(process.execPath, ['-e', program], { reject: false }),
  );
  return () => {
    for (const each of programs) each.kill('SIGKILL');
    return Promise.all(programs);
  };
}
