import { durationMs, plainNumber } from './quantity.ts';
import type { DeclaredScenario } from './summary.ts';

type Described = Omit<DeclaredScenario, 'name'>;

/** k6's descriptions of its executors (lib/executor/*.go, `GetDescription`). */
const descriptions: [RegExp, (match: RegExpExecArray) => Described][] = [
  [
    /^(\d+) looping VUs for (\S+)/,
    ([, vus, duration]) => ({ executor: 'constant-vus', ...number('vus', vus), ...lasting(duration) }),
  ],
  [
    /^Up to (\d+) looping VUs for (\S+)/,
    ([, vus, duration]) => ({ executor: 'ramping-vus', ...number('vus', vus), ...lasting(duration) }),
  ],
  [
    /^([\d.]+) iterations\/s for (\S+)/,
    ([, rate, duration]) => ({
      executor: 'constant-arrival-rate',
      ...number('rate', rate),
      ...lasting(duration),
    }),
  ],
  [
    /^Up to ([\d.]+) iterations\/s for (\S+)/,
    ([, rate, duration]) => ({
      executor: 'ramping-arrival-rate',
      ...number('rate', rate),
      ...lasting(duration),
    }),
  ],
  [
    /^(\d+) iterations shared among (\d+) VUs/,
    ([, iterations, vus]) => ({
      executor: 'shared-iterations',
      ...number('iterations', iterations),
      ...number('vus', vus),
    }),
  ],
  [
    /^(\d+) iterations for each of (\d+) VUs/,
    ([, each, vus]) => ({
      executor: 'per-vu-iterations',
      ...number('iterations', each, plainNumber(vus ?? '')),
      ...number('vus', vus),
    }),
  ],
  [/^Externally controlled execution/, () => ({ executor: 'externally-controlled' })],
];

/** The scenario that a line without prefix announces, if any. */
export function scenarioIn(line: string): DeclaredScenario | undefined {
  const colon = line.indexOf(': ');
  if (!line.startsWith('* ') || colon < 0) return undefined;
  const text = line.slice(colon + 2).trimStart();
  for (const [pattern, read] of descriptions) {
    const match = pattern.exec(text);
    if (!match) continue;
    const maxVus = /maxVUs: (?:\d+-)?(\d+)/.exec(text)?.[1];
    const startMs = durationMs(/startTime: ([\w.]+)/.exec(text)?.[1] ?? '');
    return {
      name: line.slice(2, colon).trim(),
      ...read(match),
      ...number('maxVus', maxVus),
      ...(startMs !== undefined && { startMs }),
    };
  }
  return undefined;
}

/** Absent where it is none that anybody would give k6. */
function number<Name extends string>(
  name: Name,
  text: string | undefined,
  times: number | undefined = 1,
): { [Key in Name]?: number } {
  const value = plainNumber(text ?? '');
  return (value === undefined || times === undefined ? {} : { [name]: value * times }) as {
    [Key in Name]?: number;
  };
}

function lasting(duration: string | undefined): { durationMs?: number } {
  const ms = durationMs(duration ?? '');
  return ms === undefined ? {} : { durationMs: ms };
}
