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

/** How k6 shows the progress of its executors (lib/executor/*.go, `progressFn`); what the others show is not told apart. */
const progress: [RegExp, (match: RegExpExecArray) => Described][] = [
  [/ shared iters$/, () => ({ executor: 'shared-iterations' })],
  [/ iters, \d{1,9} per VU$/, () => ({ executor: 'per-vu-iterations' })],
  [
    /^\d{1,9}\/(\d{1,9}) VUs? .* iters\/s$/,
    ([, vus]) => ({ executor: 'arrival-rate', ...number('maxVus', vus) }),
  ],
  [/^\d{1,9}\/(\d{1,9}) VUs? +[\w.]+$/, ([, vus]) => ({ executor: 'ramping-vus', ...number('vus', vus) })],
  [/^(\d{1,9}) VUs? +[\w.]+$/, ([, vus]) => ({ executor: 'constant-vus', ...number('vus', vus) })],
];

/** The scenario (but not when it began or how long it took) whose last progress a line without prefix shows: "default ✓ [=====] 50 VUs  30s". */
export function scenarioInProgress(line: string): DeclaredScenario | undefined {
  const [, name, text] =
    /^(\S{1,100}) +[✓✗↓] +\[(?:={3,80}| 100% )\] +(.{1,120})$/.exec(line.trimEnd()) ?? [];
  if (name === undefined || text === undefined) return undefined;
  for (const [pattern, read] of progress) {
    const match = pattern.exec(text);
    if (match) return { name, ...read(match) };
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
