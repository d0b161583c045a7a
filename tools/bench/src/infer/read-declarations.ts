import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';
import { serverBlockSchema, suiteBlockSchema } from '../schema/options.ts';

/** A project that declares a server, or the one project that is the suite. */
export type Declared =
  | {
      readonly kind: 'server';
      readonly file: string;
      readonly root: string;
      readonly name: string;
      readonly options: object;
    }
  | { readonly kind: 'suite'; readonly file: string; readonly root: string; readonly name: string };

const named = z.looseObject({ name: z.string().optional(), bench: z.looseObject({}).optional() });

/** The `bench` block of each project.json or package.json that has one. @throws DECLARATION_INVALID */
export function readDeclarations(files: readonly string[], workspaceRoot: string): Declared[] {
  return files.flatMap((file): Declared[] => {
    const { name, bench } = named.parse(JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8')));
    if (bench === undefined) return [];
    const root = dirname(file);
    const project = { file, root, name: name ?? root.split('/').at(-1)! };
    if ('suite' in bench) {
      check(suiteBlockSchema.safeParse(bench), file);
      return [{ kind: 'suite', ...project }];
    }
    check(serverBlockSchema.safeParse(bench), file);
    return [{ kind: 'server', ...project, options: bench }];
  });
}

function check(parsed: z.ZodSafeParseResult<unknown>, file: string): void {
  if (parsed.success) return;
  throw new BenchError(
    'DECLARATION_INVALID',
    `the "bench" block in ${file}: ${z.prettifyError(parsed.error)}`,
    'A server is declared by "command": ["program", "argument"] or by "image"; the suite by "suite": true. All fields: docs/reference.',
  );
}
