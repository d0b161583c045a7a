import type { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';
import { type BenchOptions, benchOptionsSchema } from '../schema/options.ts';
import { withAskedDependencies } from './dependencies-asked.ts';

/** The options of one server, complete and checked, with the dependencies that its workloads need. @throws INVALID_OPTION naming each bad option. */
export function parseOptions(server: string, options: unknown): BenchOptions {
  const parsed = benchOptionsSchema.safeParse(asGiven(options));
  if (parsed.success) return withAskedDependencies(parsed.data);
  const faults = parsed.error.issues.map((issue) => describe(issue, options)).join('; ');
  throw new BenchError(
    'INVALID_OPTION',
    `${server}: ${faults}`,
    'Correct the option where it is set: the "bench" block of the project, targetDefaults in nx.json, or the command line.',
  );
}

function describe(issue: z.core.$ZodIssue, options: unknown): string {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return `unknown option ${issue.keys.map((key) => `"${key}"`).join(', ')}; known are ${Object.keys(benchOptionsSchema.shape).join(', ')}`;
  }
  const found =
    issue.code === 'invalid_key'
      ? issue.path.at(-1)
      : issue.path.reduce<unknown>(
          (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
          options,
        );
  return `option "${path}": ${issue.message}, found ${JSON.stringify(found) ?? 'nothing'}`;
}

/** Nx passes options that were not given as undefined, and `--cpuset=0` as a number. */
function asGiven(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options;
  const { cpuset, ...others }: Record<string, unknown> = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  for (const name of ['nodeSelector', 'runnerNodeSelector'])
    if (name in others) others[name] = withDottedKeys(others[name]);
  return {
    // A kubelet has one period for all pods.
    ...(others.launcher === 'kubernetes' && { cpuPeriod: '100ms' }),
    ...others,
    ...(cpuset !== undefined && { cpuset: typeof cpuset === 'number' ? String(cpuset) : cpuset }),
  };
}

/** Nx takes `--nodeSelector.kubernetes.io/hostname=a` for an object in an object. */
function withDottedKeys(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => {
      const inner = withDottedKeys(value);
      return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.entries(inner).map(([rest, each]) => [`${key}.${rest}`, each])
        : [[key, inner]];
    }),
  );
}
