import type { FindingCode } from '../../schema/finding.ts';
import { cantTell, type ExplainedVerdict } from './verdict.ts';

/** What each of these needs and no summary of k6 holds, for a reader who has no bench. */
const needs = {
  'generator-saturated': 'the CPU time of k6 and of its machine while the test ran',
  'server-saturated': 'the CPU time of the server while the test ran, and how much CPU it may use',
  'dependency-saturated':
    'the CPU time of what the server needs beside it, such as a database, while the test ran',
  'dependency-failed': 'whether what the server needs beside it went on running',
  'cpu-throttled': "the throttling counters of the server's container (cpu.stat of its cgroup)",
  'noisy-host': 'the CPU time of all other programs on both machines while the test ran',
  'script-exceptions': 'what k6 wrote into its log while the test ran',
  'memory-growth': 'the memory of the server over the time of the test',
  'heavy-logging': 'what the server wrote into its log while the test ran',
  'warm-up-too-short': 'the CPU time of the server, or the latency, over the time of the test',
  'unstable-rounds': 'the same test repeated, three times or more',
} as const satisfies Partial<Record<FindingCode, string>>;

/** Those of a bench's findings on which no summary ever tells. */
type CodeBeyond = keyof typeof needs;

export type CodeWithin = Exclude<FindingCode, CodeBeyond>;

export function isBeyondASummary(code: FindingCode): code is CodeBeyond {
  return code in needs;
}

export function beyondASummary(code: CodeBeyond): ExplainedVerdict {
  return cantTell(code, needs[code]);
}
