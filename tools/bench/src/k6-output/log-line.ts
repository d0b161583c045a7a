import type { Logged } from './summary.ts';

const logged =
  /^(?:(?:INFO|WARN|ERRO|DEBU|TRAC|FATA|PANI)(?:\[\d+\]|:)|time=|level=|\{"?(?:level|time|msg)\b)/;

/** What k6 says of failed requests and missing VUs (its errors of Go's net package, lib/executor). */
const messages: [keyof Logged, RegExp][] = [
  ['requestTimeout', /request timeout|context deadline exceeded/],
  ['dialTimeout', /dial[^"]{0,80}: i\/o timeout|dial: i\/o timeout/],
  ['refused', /connection refused|actively refused/],
  ['reset', /connection reset|forcibly closed|unexpected EOF/],
  ['tooManyFiles', /too many open files/],
  ['noVus', /Insufficient VUs/],
];

/** Whether a line without prefix is one of k6's log. */
export function isLog(line: string): boolean {
  return logged.test(line);
}

/** Counts what a line of the log says. */
export function countLogged(line: string, counts: Partial<Logged>): void {
  for (const [kind, pattern] of messages) {
    if (pattern.test(line)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
}

/** The metrics of "thresholds on metrics 'http_req_duration, http_req_failed' have been crossed". */
export function crossedIn(line: string): string[] {
  const names = /thresholds on metrics '([^']{1,2000})' (?:have been|were) (?:crossed|breached)/.exec(
    line,
  )?.[1];
  return names?.split(', ') ?? [];
}
