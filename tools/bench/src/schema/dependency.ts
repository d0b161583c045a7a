import { z } from 'zod';
import { duration } from './duration.ts';
import { argv, cores, memorySize, statuses } from './option-values.ts';

/** What says that a dependency can be used. */
export const dependencyReadySchema = z.union([
  z.literal('tcp').describe('Its port takes a connection.'),
  z
    .strictObject({
      http: z.string().startsWith('/').describe('Path that is asked by GET.'),
      status: statuses.describe('Statuses that say it.'),
    })
    .describe('It answers a request.'),
  z
    .strictObject({ command: argv.describe('Program and arguments, without a shell.') })
    .describe('A program ends with exit code 0.'),
]);

/** What becomes of a dependency between two launches of its server. */
export const dependencyResetSchema = z.union([
  z.literal('restart').describe('It is stopped with the server, and started anew for the next launch.'),
  z.literal('none').describe('It goes on running until the run ends.'),
  z
    .strictObject({ command: argv.describe('Program and arguments, without a shell.') })
    .describe(
      'It goes on running, and a program is run before each launch of the server, the first included.',
    ),
]);

/** A program that must run beside a server: a database, an upstream. */
export const dependencySchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'expected a name in lower case such as "database"')
      .describe('The server gets its address as <NAME>_HOST and <NAME>_PORT.'),
    command: argv
      .optional()
      .describe(
        'Program and arguments, without a shell, from the workspace root. {host}, {port} and {folder}, an empty folder that is removed afterwards, are replaced; so in "env" and in the other commands.',
      ),
    image: z.string().min(1).optional().describe('Image that is run in its place; it is never pulled.'),
    port: z.int().min(1).max(65535).optional().describe('Fixed port; default: a free one, given as PORT.'),
    env: z.record(z.string(), z.string()).default({}).describe('Environment beside HOST and PORT.'),
    workloads: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'Workloads that need it: it is started where one of them is asked, and variables of the server\'s "env" that hold its address are left out where none is; default: all.',
      ),
    ready: dependencyReadySchema.default('tcp').describe('What says that it can be used.'),
    readyTimeout: duration('How long it may take until it can be used.').default('30s'),
    stopTimeout: duration('How long it may take to stop after SIGTERM.').default('10s'),
    reset: dependencyResetSchema
      .default('restart')
      .describe('What becomes of it between two launches of the server.'),
    cpus: cores.optional().describe('CPU that it may use, in cores; default: all.'),
    memory: memorySize.optional().describe('Memory that it may use, without swap; default: all.'),
  })
  .refine(({ command, image }) => (command === undefined) !== (image === undefined), {
    path: ['command'],
    error: 'expected a program or an "image", and not both',
  })
  .refine((dependency) => dependency.image === undefined || !mentionsFolder(dependency), {
    path: ['image'],
    error: 'expected no {folder} beside it: a container has files of its own',
  });

export type Dependency = z.infer<typeof dependencySchema>;

/** Whether what is asked of the server needs it. */
export function isAsked({ workloads }: Pick<Dependency, 'workloads'>, workload: readonly string[]): boolean {
  return workloads === undefined || workloads.some((name) => workload.includes(name));
}

/** Whether any text of the declaration asks for a folder of its own. */
export function mentionsFolder(dependency: object): boolean {
  return JSON.stringify(dependency).includes('{folder}');
}
