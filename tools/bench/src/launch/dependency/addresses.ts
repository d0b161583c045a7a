import type { BenchOptions } from '../../schema/options.ts';

/** Where a dependency listens. */
export interface Address {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

type Asking = Pick<BenchOptions, 'command' | 'env'>;

/**
 * What a server, or a later dependency, is told of those beside it: `DATABASE_HOST` and `DATABASE_PORT` in the environment, which
 * its own declaration goes before, and `{database.host}` and `{database.port}` replaced.
 */
export function withAddresses<Options extends Asking>(
  options: Options,
  addresses: readonly Address[],
): Options {
  if (addresses.length === 0) return options;
  const variables = addresses.flatMap(({ name, host, port }) => {
    const prefix = name.toUpperCase().replaceAll('-', '_');
    return [
      [`${prefix}_HOST`, host],
      [`${prefix}_PORT`, String(port)],
    ];
  });
  const told = withReplaced(options, new Map(addressTokens(addresses)));
  return { ...told, env: { ...Object.fromEntries(variables), ...told.env } };
}

/** With each key, braces included, by its value in all texts. */
export function withReplaced<Options extends Asking>(
  options: Options,
  values: ReadonlyMap<string, string>,
): Options {
  return {
    ...options,
    command: options.command.map((word) => replaced(word, values)),
    env: Object.fromEntries(
      Object.entries(options.env).map(([name, text]) => [name, replaced(text, values)]),
    ),
  };
}

/** What stands for each address in a text, with its value. */
export function addressTokens(addresses: readonly Address[]): [token: string, value: string][] {
  return addresses.flatMap(({ name, host, port }): [string, string][] => [
    [`{${name}.host}`, host],
    [`{${name}.port}`, String(port)],
  ]);
}

export function replaced(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{[a-z][a-z0-9.-]*\}/g, (token) => values.get(token) ?? token);
}
