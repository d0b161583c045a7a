import { availableParallelism } from 'node:os';
import { execa } from 'execa';
import type { ServerVerdict } from '../../../bench/src/schema/revision-comparison.ts';
import { attempts } from '../attempts.ts';
import type { Bar } from '../bar.ts';
import type { Keep, Validation } from '../validate.ts';
import { bisectTrial, commits } from './bisect-trial.ts';
import { budgetBar, injectedBar, sameBar, wronglyBar } from './compare-bars.ts';
import { type CompareTrial, compareTrial, type Injected } from './trial.ts';

const share = 0.05;
const bisections = 10;
const named = (verdicts: readonly ServerVerdict[], name: string) =>
  verdicts.filter(({ server }) => server === name);

/** Comparisons of a server with itself, twice a trial, and with one that burns 5 % more. */
export async function validateCompare(validation: Validation, keep: Keep): Promise<void> {
  const done: CompareTrial[] = [];
  await attempts(validation.trials, validation, async () => {
    done.push(await said({ 'same-a': 0, 'same-b': 0, slower: share }, validation));
    await keep([
      sameBar(done.flatMap(({ servers }) => [named(servers, 'same-a'), named(servers, 'same-b')])),
      injectedBar(
        'compare: share of commits that cost 5 % of CPU that are found',
        share,
        done.flatMap(({ servers }) => named(servers, 'slower')),
      ),
      budgetBar('compare: furthest from its budget of time, as a share', done),
    ]);
  });
}

/** The server that burns 5 % more, while busy programs run beside it. */
export async function validateCompareDisturbed(validation: Validation, keep: Keep): Promise<void> {
  const done: CompareTrial[] = [];
  await attempts(validation.trials, validation, async () => {
    const quieten = disturb();
    try {
      done.push(await said({ slower: share }, validation));
    } finally {
      await quieten();
    }
    const neighbour = 'compare: the same beside a disturbing neighbour';
    await keep([
      wronglyBar(
        `${neighbour}, wrong verdicts`,
        done.flatMap(({ servers }) => named(servers, 'slower')),
      ),
      budgetBar(`${neighbour}, furthest from its budget of time, as a share`, done),
    ]);
  });
}

async function said(injected: Injected, { workspaceRoot, write }: Validation): Promise<CompareTrial> {
  const trial = await compareTrial(injected, workspaceRoot, () => {});
  for (const server of trial.servers) if (server.state === 'compared') write(server.sentence);
  return trial;
}

/** Searches for the one commit of many that costs a tenth. */
export async function validateBisect(validation: Validation, keep: Keep): Promise<void> {
  const bisected: boolean[] = [];
  await attempts(Math.min(bisections, validation.trials), validation, async (number) => {
    const { expected, found } = await bisectTrial(1 + ((number * 7) % commits), validation);
    bisected.push(found.length === 1 && found[0]!.commit === expected);
    await keep([bisectBar(bisected)]);
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
