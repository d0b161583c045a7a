import { z } from 'zod';

/** What is said of a finding that a summary of k6 can tell of, too: `explain/findings/` has a rule for it. */
interface InASummary {
  readonly notInASummary?: undefined;
}

/** What it takes to tell of a finding that no summary of k6 holds, for a reader who has no bench. */
interface NotInASummary {
  readonly notInASummary: string;
}

/** The closed list, in the order in which they are said. A finding explains a figure, or says that it means nothing. */
const findings = {
  'generator-saturated': { notInASummary: 'the CPU time of k6 and of its machine while the test ran' },
  'server-saturated': {
    notInASummary: 'the CPU time of the server while the test ran, and how much CPU it may use',
  },
  'dependency-saturated': {
    notInASummary: 'the CPU time of what the server needs beside it, such as a database, while the test ran',
  },
  'dependency-failed': {
    notInASummary: 'a look, after the test, at whether what the server needs beside it still runs',
  },
  'vu-bound': {},
  'delayed-ack-stall': {},
  'cpu-throttled': {
    notInASummary: "the throttling counters of the server's container (cpu.stat of its cgroup)",
  },
  'noisy-host': {
    notInASummary: 'the CPU time of all other programs on both machines while the test ran',
  },
  'dropped-iterations': {},
  'error-responses': {},
  'script-exceptions': { notInASummary: 'what k6 wrote into its log while the test ran' },
  'memory-growth': { notInASummary: 'the memory of the server over the time of the test' },
  'heavy-logging': { notInASummary: 'what the server wrote into its log while the test ran' },
  'warm-up-too-short': {
    notInASummary: 'the CPU time of the server, or the latency, over the time of the test',
  },
  'unstable-rounds': { notInASummary: 'the same test repeated, three times or more' },
} as const satisfies Record<string, InASummary | NotInASummary>;

export type FindingCode = keyof typeof findings;

/** Those on which a summary of k6 can tell. */
export type FindingCodeInASummary = {
  [Code in FindingCode]: (typeof findings)[Code] extends NotInASummary ? never : Code;
}[FindingCode];

export const findingCodes = Object.keys(findings) as [FindingCode, ...FindingCode[]];

/** What no summary of k6 holds and this finding needs; undefined where a summary can tell. */
export function neededBeyondASummary(code: FindingCode): string | undefined {
  const finding: InASummary | NotInASummary = findings[code];
  return finding.notInASummary;
}

/** The figures of a row that a finding can make meaningless, in words; `latencyMs` is every statistic of it. */
export const rankedFigureNames = {
  requestsPerSecond: 'requests per second',
  latencyMs: 'latency',
  cpuMicrosPerRequest: 'CPU per request',
  rssPeakBytes: 'peak RAM',
  capacity: 'capacity',
} as const;

export type RankedFigure = keyof typeof rankedFigureNames;

export const rankedFigures = Object.keys(rankedFigureNames) as RankedFigure[];

export const findingSchema = z.object({
  code: z.enum(findingCodes),
  /** One sentence with the numbers in it. */
  summary: z.string().min(1),
  /** The numbers that led to it, each with its unit in its name. */
  evidence: z.record(z.string(), z.number()),
  /** What to do about it, in the options in use. */
  remedy: z.string().min(1),
  /** The figures that say nothing about the server while the finding holds; they leave the ranking. */
  invalidates: z.array(z.enum(rankedFigures)),
});

export type Finding = z.infer<typeof findingSchema>;
