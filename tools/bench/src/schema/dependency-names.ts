import type { Dependency } from './dependency.ts';
import { ENDPOINT } from './load-name.ts';

interface Declaring {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly dependencies: readonly Dependency[];
  readonly workloads: object;
}

interface Wrong {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Texts that ask for the address of what is not there, or, but for variables, not for every workload. */
export function wrongAddresses({ command, env, dependencies }: Declaring): Wrong[] {
  const names = dependencies.map(({ name }) => name).join(', ') || 'there is none';
  return [
    ...command.map((text, index) => ({ path: ['command', index], text })),
    ...Object.entries(env).map(([name, text]) => ({ path: ['env', name], text })),
  ].flatMap(({ path, text }) =>
    namesIn(text).flatMap((name): Wrong[] => {
      const named = dependencies.find((dependency) => dependency.name === name);
      if (named === undefined) {
        return [{ path, message: `expected the name of one of "dependencies" (${names}) in {${name}.…}` }];
      }
      if (named.workloads === undefined || path[0] === 'env') return [];
      const message = `expected the address of what is started for every workload, which "${name}" is not: give it by "env"`;
      return [{ path, message }];
    }),
  );
}

/** The dependencies whose address a text asks for, as `{name.host}` or `{name.port}`. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(/\{([a-z][a-z0-9-]*)\.(?:host|port)\}/g)].map(([, name]) => name!);
}

/** Workloads that a dependency is said to be needed by, and that nobody declares. */
export function unknownWorkloads({ dependencies, workloads }: Declaring): Wrong[] {
  const known = [ENDPOINT, ...Object.keys(workloads)];
  return dependencies.flatMap((dependency, index) =>
    (dependency.workloads ?? []).flatMap((name, place) => {
      const path = ['dependencies', index, 'workloads', place];
      return known.includes(name)
        ? []
        : [{ path, message: `expected the name of a workload (${known.join(', ')})` }];
    }),
  );
}
