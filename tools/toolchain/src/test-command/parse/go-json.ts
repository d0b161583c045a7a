/** How one Go test ended. `package` is only there to tell tests of the same name apart. */
export interface GoOutcome {
  readonly package: string;
  readonly test: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly reason?: string;
}

const states = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const;

/** Outcomes from the events of `go test -json`, https://pkg.go.dev/cmd/test2json */
export function readGoJson(lines: readonly string[]): GoOutcome[] {
  const outcomes: GoOutcome[] = [];
  const lastLogLine = new Map<string, string>();
  for (const line of lines) {
    const event = parseEvent(line);
    if (event?.Test === undefined) continue;
    const key = `${event.Package} ${event.Test}`;
    if (event.Action === 'output') {
      const logged = logLine(event.Output?.trimEnd() ?? '');
      if (logged !== undefined) lastLogLine.set(key, logged);
    }
    if (!(event.Action in states)) continue;
    const state = states[event.Action as keyof typeof states];
    const reason = state === 'skipped' ? lastLogLine.get(key) : undefined;
    outcomes.push({
      package: event.Package,
      test: event.Test,
      state,
      ...(reason === undefined ? {} : { reason }),
    });
  }
  return outcomes;
}

/** What a test logged: `    file_test.go:5: no engine here`. */
export function logLine(line: string): string | undefined {
  return /^\s+\S+\.go:\d+: (.+)$/.exec(line)?.[1];
}

interface TestEvent {
  readonly Action: string;
  readonly Package: string;
  readonly Test?: string;
  readonly Output?: string;
}

function parseEvent(line: string): TestEvent | undefined {
  if (!line.startsWith('{"') || !line.includes('"Action":')) return undefined;
  try {
    return JSON.parse(line) as TestEvent;
  } catch {
    return undefined;
  }
}
