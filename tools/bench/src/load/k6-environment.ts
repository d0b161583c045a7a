import { totalmem } from 'node:os';

/** Of k6's own variables, those that say how its browser is started, and nothing about the load. */
const harmless = /^K6_BROWSER_/;
/** The plugin's own: which k6 is run. */
const plugins = 'K6_PATH';

const isOfK6 = (name: string) => name.startsWith('K6_') && name !== plugins;

/**
 * What k6 is started with. Its own variables are left out: K6_VUS or K6_DURATION in a shell or a .env file would make another
 * load than the one that the result names, and that Nx caches it as. Scripts read every other variable as `__ENV`. Several runners
 * share the machine's memory.
 */
export function k6Environment(env: NodeJS.ProcessEnv, runners = 1): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (!isOfK6(entry[0]) || harmless.test(entry[0])),
  );
  return {
    ...Object.fromEntries(kept),
    ...k6Collector(env, totalmem() / runners),
    K6_NO_USAGE_REPORT: 'true',
    // Else k6 replaces itself by a build that it fetches, which is not the one that the result names.
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  };
}

/** k6's own variables that are set here and not handed on; sorted. */
export function variablesLeftOut(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env)
    .filter((name) => isOfK6(name) && !harmless.test(name))
    .sort();
}

/**
 * Go's garbage collector in k6 (https://pkg.go.dev/runtime, GOGC and GOMEMLIMIT): as the user has set it, else run when the heap is five
 * times what lives, not twice as is Go's default, and more often once the heap has half of the machine's memory. docs/method.md
 * has what that saves.
 */
export function k6Collector(
  env: NodeJS.ProcessEnv,
  memoryBytes = totalmem(),
): { GOGC?: string; GOMEMLIMIT?: string } {
  const { GOGC, GOMEMLIMIT } = env;
  if (GOGC !== undefined || GOMEMLIMIT !== undefined) {
    return { ...(GOGC !== undefined && { GOGC }), ...(GOMEMLIMIT !== undefined && { GOMEMLIMIT }) };
  }
  return { GOGC: '400', GOMEMLIMIT: `${Math.floor(memoryBytes / 2 / 2 ** 20)}MiB` };
}
