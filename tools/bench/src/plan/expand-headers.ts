import { BenchError } from '../errors/bench-error.ts';

const reference = /\$\{(\w+)\}/g;

/**
 * Headers with every `${NAME}` replaced from the environment, for a request that is made now: results and cache keys hold the
 * text as it was given, so that no secret is in them.
 * @throws HEADER_VARIABLE_MISSING
 */
export function expandHeaders(
  server: string,
  headers: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const expand = (header: string, value: string) =>
    value.replace(reference, (_, name: string) => {
      const found = env[name];
      if (found !== undefined && !/[\r\n]/.test(found)) return found;
      throw new BenchError(
        'HEADER_VARIABLE_MISSING',
        `${server}: header "${header}" is to hold the variable ${name}, which ${found === undefined ? 'the environment does not have' : 'has a line break'}`,
        `Set ${name} in the shell or in a .env file that is not committed.`,
      );
    });
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, expand(name, value)]));
}
