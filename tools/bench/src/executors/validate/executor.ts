import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { Bar } from '../../validate/bar.ts';
import { besideABusyProgram, conditions } from '../../validate/conditions.ts';
import { falseFindingsIn, findingBars, type Observed } from '../../validate/finding-bars.ts';
import { measureConditions } from '../../validate/measure-conditions.ts';
import { failed } from '../failed.ts';

/** Measures servers made to misbehave, and says which of the tool's promises about its findings it keeps. */
export default async function validateExecutor(
  options: { trials: number },
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  const folder = join(context.root, 'dist', 'validation');
  const moodFile = join(folder, 'mood');
  try {
    await mkdir(folder, { recursive: true });
    const observed: Observed[] = [];
    for (let trial = 1; trial <= options.trials; trial += 1) {
      write(`\nTrial ${trial} of ${options.trials}`);
      await rm(moodFile, { force: true });
      observed.push(...(await measureConditions(conditions(moodFile), context.root, write)));
      observed.push(...(await measureConditions([besideABusyProgram], context.root, write)));
    }
    const bars = findingBars(observed);
    await writeFile(join(folder, 'report.json'), `${JSON.stringify(bars, undefined, 2)}\n`);
    write(`\n${[...observed.map(renderObserved), '', ...bars.map(renderBar)].join('\n')}`);
    if (
      observed.some(({ condition, found }) => condition.name === 'healthy' && found.includes('noisy-host'))
    ) {
      write('\nOther programs used this machine meanwhile, so the bars say little: validate on a quiet one.');
    }
    return { success: bars.every((bar) => bar.holds || bar.trials === 0) };
  } catch (thrown) {
    return failed(thrown);
  } finally {
    await rm(moodFile, { force: true });
  }
}

function renderObserved(each: Observed): string {
  const wrong = falseFindingsIn(each);
  return `${each.condition.name}: ${each.found.join(', ') || 'nothing'}${wrong.length > 0 ? ` (false: ${wrong.join(', ')})` : ''}`;
}

function renderBar({ name, value, goal, holds, trials }: Bar): string {
  const verdict = trials === 0 ? 'not tried' : holds ? 'holds' : 'FAILS';
  return `${verdict.padEnd(9)}  ${name}: ${value} (goal ${goal}, ${trials} trials)`;
}
