import type { Condition } from '../conditions.ts';
import { isDisturbed } from '../finding-bars.ts';
import { measureConditions } from '../measure-conditions.ts';
import type { AccountKind } from './measure-account.ts';
import type { Shape } from './shapes.ts';

/** What a bench under load said of a shape. `disturbed` where others had the machine in every repetition. */
export interface Blame {
  what: string;
  state: 'blames' | 'quiet' | 'disturbed';
  /** Of the machine, counted as that of others in the last measurement; 0 to 1. */
  foreignShare: number;
}

/** Others come and go; an account that misses CPU misses it each time. */
const REPETITIONS = 2;

const load = {
  scenarios: ['closed'] as [string],
  // As many as a busy machine answers within the load, where a request is a process.
  vus: 2,
  rounds: 1,
  duration: '3s',
  warmup: '0s',
  rest: '1ms',
  readyPath: '/ready',
  endpoint: '/work',
};

/** What it says is of the machine: one process that runs from first to last, whose CPU no account can miss. */
const control: Condition = {
  name: 'control',
  options: { ...load, readyPath: '/health', endpoint: '/health', env: { FAULT: 'compute' } },
  expected: [],
  bound: 'server-cpu',
};

/**
 * Benches each shape under a load that takes the machine whole, and asks who is said to have used the CPU. A shape blames others
 * when it does so in every repetition in which the control does not.
 */
export async function measureBlame(
  shapes: readonly { shape: Shape; account: AccountKind }[],
  workspaceRoot: string,
  write: (line: string) => void,
): Promise<Blame[]> {
  const blames = new Map<string, Blame>();
  let pending = shapes.map(conditionOf);
  for (const { name } of pending) blames.set(name, { what: name, state: 'disturbed', foreignShare: 0 });
  for (let repetition = 0; repetition <= REPETITIONS && pending.length > 0; repetition += 1) {
    const observed = await measureConditions([control, ...pending], workspaceRoot, write);
    const ofMachine = observed.find(({ condition }) => condition === control);
    const others = observed.filter((each) => each !== ofMachine);
    const isQuiet = ofMachine !== undefined && !isDisturbed(ofMachine);
    for (const each of others) {
      const before = blames.get(each.condition.name)!;
      const state = !isDisturbed(each) ? 'quiet' : isQuiet ? 'blames' : before.state;
      blames.set(before.what, { ...before, state, foreignShare: each.foreignShare.worst });
    }
    pending = pending.filter(({ name }) => blames.get(name)?.state !== 'quiet');
    if (pending.length > 0) {
      write(`others are said to have used the CPU beside: ${pending.map(({ name }) => name).join(', ')}`);
    }
  }
  return [...blames.values()];
}

function conditionOf({ shape, account }: { shape: Shape; account: AccountKind }): Condition {
  return {
    // Of a folder too.
    name: `${shape.name.replaceAll(/\W+/g, '-')}-by-${account}`,
    options: { ...load, command: shape.command, account, env: { SHAPE: shape.shape } },
    expected: [],
    bound: 'server-cpu',
  };
}
