import { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';
import { allFigures, type FigureName } from '../schema/figures/registry.ts';
import { sidesModes } from './measure/together.ts';
import type { Thresholds } from './verdict/figures.ts';

const durationPattern = /^\d+(?:\.\d+)?(ms|s|m)$/;
const names = allFigures.map(({ name }) => name) as [FigureName, ...FigureName[]];

/** What matters unless it is said otherwise: CPU per request comes first, and leads. */
const defaultThresholds: Thresholds = {
  cpuMicrosPerRequest: 0.05,
  requestsPerSecond: 0.05,
  latencyP99Ms: 0.25,
  pssPeakBytes: 0.1,
  coldStartMs: 0.2,
  artifactBytes: 0.05,
  imageBytes: 0.05,
};

const thresholdsSchema = z
  .partialRecord(z.enum(names), z.number().positive())
  .refine((given) => Object.keys(given).length > 0, 'expected a figure');

/** What `compare` and `bisect` share. */
const measuring = {
  budget: z
    .string()
    .regex(durationPattern, 'expected a duration such as "5m"')
    .optional()
    .describe('Time for measuring, all servers together; default: 5m for each server that differs.'),
  load: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Configuration of the bench target whose load is used; default: "pod", a tenth of a core, where such a limit can be set; "none": the load as it is declared.',
    ),
  vus: z.int().min(1).optional().describe('VUS of that load, in the place of its own.'),
  duration: z
    .string()
    .regex(durationPattern, 'expected a duration such as "3s"')
    .optional()
    .describe('Length of each load, in the place of its own.'),
  workload: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Names of "workloads", or "endpoint": what is asked, in the place of what is declared. Each is compared by itself.',
    ),
  sides: z
    .enum(sidesModes)
    .default('auto')
    .describe(
      'Whether base and head of a server are measured at the same time, so that they share what the machine does meanwhile, or one after the other; "auto": at the same time where the CPU limit of the load leaves room for both, and neither has a fixed port or dependencies.',
    ),
  shared: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Files or folders that git does not have and builds need, such as ".env": each worktree gets a link to them.',
    ),
  wait: z
    .string()
    .regex(durationPattern)
    .optional()
    .describe('How long another bench on this machine may take to end.'),
  seed: z.int().min(0).max(0x7fffffff).optional().describe('Seed of the shuffled order; default: a new one.'),
};

export const compareOptionsSchema = z.strictObject({
  base: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Revision that head is compared with: a branch, tag or commit; default: "defaultBase" of nx.json, or "main".',
    ),
  head: z.string().min(1).optional().describe('Revision that is judged; default: the working tree as it is.'),
  mergeBase: z
    .boolean()
    .default(true)
    .describe('Compare with the commit that head left "base" at, and not with "base" as it is now.'),
  servers: z
    .array(z.string().min(1))
    .optional()
    .describe('Projects that are compared; default: all that declare a server in either revision.'),
  thresholds: thresholdsSchema
    .default(defaultThresholds)
    .describe(
      'Size of change that matters by figure, as a share (0.05 is 5 %). The first leads: what it cannot tell, the comparison cannot. A figure that is not named is not compared.',
    ),
  precision: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe(
      'Measure until the interval of the leading figure is within this share to both sides; default: half of its threshold.',
    ),
  cannotTell: z
    .enum(['fail', 'pass'])
    .default('fail')
    .describe('What happens where nothing is slower, and it cannot be told for a server.'),
  ...measuring,
});

/** As they are once the default of the base is known. */
export type CompareOptions = z.infer<typeof compareOptionsSchema> & { base: string };
export type MeasuringOptions = Pick<CompareOptions, keyof typeof measuring>;

export const bisectOptionsSchema = z.strictObject({
  good: z.string().min(1).describe('Revision that was good: a tag or commit.'),
  bad: z.string().min(1).default('HEAD').describe('Revision that is bad.'),
  server: z.string().min(1).describe('Project whose server is measured.'),
  figure: z.enum(names).default('cpuMicrosPerRequest').describe('What became worse, or better.'),
  change: z
    .number()
    .positive()
    .max(10)
    .default(0.05)
    .describe('Least change from good to bad that is looked for, as a share.'),
  ...measuring,
  workload: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Workload that the figure is measured under, or "endpoint"; default: the first that is declared.',
    ),
  budget: z
    .string()
    .regex(durationPattern, 'expected a duration such as "3m"')
    .default('3m')
    .describe('Time for one measurement; twice and four times as much where it is not sure.'),
});

export type BisectOptions = z.infer<typeof bisectOptionsSchema>;

/** @throws INVALID_OPTION */
export function parseGiven<Schema extends z.ZodType>(
  schema: Schema,
  given: object,
  executor: string,
): z.infer<Schema> {
  // Nx passes options that were not given as undefined, and `--base=1234567` as a number.
  const words = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, revisions.has(name) && typeof value === 'number' ? String(value) : value]);
  const parsed = schema.safeParse(Object.fromEntries(words));
  if (parsed.success) return parsed.data;
  throw new BenchError(
    'INVALID_OPTION',
    `options of ${executor}: ${z.prettifyError(parsed.error)}`,
    `\`npx nx run <suite>:${executor} --help\` lists them.`,
  );
}

const revisions = new Set(['base', 'head', 'good', 'bad']);
