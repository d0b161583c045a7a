import { type GoOutcome, logLine } from './go-json.ts';

const states = { PASS: 'passed', FAIL: 'failed', SKIP: 'skipped' } as const;

/** Outcomes from what `go test` and `go test -v` print; the packages come one after the other. */
export function readGoText(lines: readonly string[]): GoOutcome[] {
  const outcomes: GoOutcome[] = [];
  const lastLogLine = new Map<string, string>();
  let current: Omit<GoOutcome, 'package'>[] = [];
  let running = '';
  for (const line of lines) {
    running = /^=== (?:RUN|CONT|NAME) +(\S+)/.exec(line)?.[1] ?? running;
    const logged = logLine(line);
    if (logged !== undefined) lastLogLine.set(running, logged);

    const outcome = /^ *--- (PASS|FAIL|SKIP): (\S+) \(/.exec(line);
    if (outcome?.[1] !== undefined && outcome[2] !== undefined) {
      const state = states[outcome[1] as keyof typeof states];
      const reason = state === 'skipped' ? lastLogLine.get(outcome[2]) : undefined;
      current.push({ test: outcome[2], state, ...(reason === undefined ? {} : { reason }) });
    }

    const closed = /^(ok|FAIL)\s+(\S+)\s+(?:\d|\(cached\)|\[)/.exec(line);
    if (closed?.[2] === undefined) continue;
    const name = closed[2];
    outcomes.push(...current.map((ended) => ({ package: name, ...ended })));
    if (current.length === 0 && !line.includes('[no tests to run]')) {
      outcomes.push({ package: name, test: name, state: closed[1] === 'ok' ? 'passed' : 'failed' });
    }
    current = [];
    lastLogLine.clear();
  }
  return [...outcomes, ...current.map((ended) => ({ package: '', ...ended }))];
}
