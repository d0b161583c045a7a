import { z } from 'zod';
import { accountModes } from './account.ts';
import { dependencySchema, isAsked } from './dependency.ts';
import { unknownWorkloads, wrongAddresses } from './dependency-names.ts';
import { duration, durationMs } from './duration.ts';
import { ENDPOINT } from './load-name.ts';
import { argv, argvOrNone, cores, headerName, memorySize, recordOf, statuses } from './option-values.ts';
import { pinningModes } from './pinning.ts';
import { workloadsSchema } from './workload.ts';

export { durationMs } from './duration.ts';

/** k6 refuses a scenario that is shorter. */
const load = (what: string) =>
  duration(what).refine((given) => durationMs(given) >= 1000, 'expected at least one second, as k6 does');
const loadOrNone = (what: string) =>
  duration(what).refine(
    (given) => durationMs(given) === 0 || durationMs(given) >= 1000,
    'expected at least one second, as k6 does, or "0s" for none',
  );

/** Labels of nodes, as Kubernetes takes them (apimachinery, util/validation). */
const nodeLabels = (what: string) =>
  z
    .record(
      z
        .string()
        .regex(
          /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
          'expected the key of a label such as "kubernetes.io/hostname"',
        ),
      // Nx makes a number or a boolean of what looks like one.
      z
        .union([z.string(), z.number(), z.boolean()])
        .transform(String)
        .refine(
          (value) => /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value),
          'expected the value of a label: 63 characters at most of letters, digits, "-", "_" and "."',
        ),
    )
    .default({})
    .describe(what);

export const launchers = ['process', 'docker', 'containerd', 'kubernetes'] as const;

/** Where k6 makes the load. */
export const generatorPlaces = ['auto', 'local', 'cluster', 'k6-operator'] as const;

/** Values may hold `${NAME}`, which stands for a variable of the environment. */
const headersSchema = recordOf(headerName, z.string());

/** The request that says whether a server is ready. */
const readySchema = z.strictObject({
  path: z.string().startsWith('/').optional().describe('Default: "readyPath".'),
  status: statuses.describe('Statuses that say it.'),
  method: z
    .string()
    .regex(/^[A-Z]+$/, 'expected a method such as "HEAD"')
    .default('GET'),
  headers: headersSchema.default({}).describe('Beside "headers".'),
  body: z.string().optional(),
});

/** What a server is: the block that a project declares. Any option of the executor may stand in it too. */
export const declarationSchema = z.strictObject({
  command: argvOrNone
    .default([])
    .describe(
      'Program and arguments, without a shell, from the workspace root. {port} and {host} are replaced. Required, unless a launcher runs an image.',
    ),
  label: z.string().min(1).optional().describe('Name in tables; default: the project name.'),
  env: z.record(z.string(), z.string()).default({}).describe('Environment beside HOST and PORT.'),
  port: z.int().min(1).max(65535).optional().describe('Fixed port; default: a free one, given as PORT.'),
  dependencies: z
    .array(dependencySchema)
    .default([])
    .describe(
      'What must run beside the server, started before it in this order: name, command or image, ready, env, reset. Its address is in the environment (DATABASE_HOST and DATABASE_PORT for "database"), and replaces {database.host} and {database.port} in "env" and "command".',
    ),
  readyPath: z.string().startsWith('/').default('/health').describe('Answers 200 once the server is ready.'),
  ready: readySchema
    .optional()
    .describe(
      'What is asked until the server is ready, where "readyPath" and 200 do not say it: path, status (any of a list), method, headers, body.',
    ),
  headers: headersSchema.default({}).describe(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a user writes
    'Headers of every request of the load (HEADERS), and of the ready check. "${NAME}" is read from the environment and is in no result.',
  ),
  scheme: z.enum(['http', 'https']).default('http').describe('Scheme of the URL that the server answers at.'),
  insecureSkipTLSVerify: z
    .boolean()
    .default(false)
    .describe('Take a certificate that nobody vouches for, such as a self-signed one.'),
  image: z
    .string()
    .min(1)
    .optional()
    .describe('Image that the launcher docker runs, which never pulls it, and the launcher kubernetes.'),
  imageArchive: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Archive of "image", as docker save writes it, from the workspace root: what the launcher kubernetes imports into the development cluster; default: the image in the container engine.',
    ),
  runtimeClass: z
    .string()
    .min(1)
    .optional()
    .describe(
      'RuntimeClass of the pod with the launcher kubernetes, such as one whose runtime is a shim for Wasm; default: the runtime of the nodes.',
    ),
  runAsUser: z
    .int()
    .min(0)
    .optional()
    .describe(
      'User, by number, that the launcher kubernetes runs the server as, and says that it is not root; default: the user of the image.',
    ),
  wasmImage: z
    .string()
    .min(1)
    .optional()
    .describe('Archive of the image of platform wasi/wasm that the launcher containerd runs.'),
  shim: z
    .string()
    .min(1)
    .default('io.containerd.wasmtime.v1')
    .describe(
      'Shim of the launcher containerd: a name that containerd looks up, or the path of its program, from the workspace root.',
    ),
  artifacts: z
    .array(z.string().min(1))
    .default([])
    .describe('Files or folders that the server is shipped as; their bytes are the size in the table.'),
});

export const loadOptionsSchema = z.strictObject({
  scenarios: z
    .array(
      z
        .string()
        .min(1)
        .regex(/^[^@]+$/, 'expected a name without "@", which stands before a workload'),
    )
    .min(1)
    .default(['closed', 'open'])
    .describe(
      'Names of k6 scripts in the scenario folder, or "saturation", a load by wrk; run one after the other in each round.',
    ),
  scenarioFolder: z
    .string()
    .min(1)
    .default('k6')
    .describe('Folder of the k6 scripts, from the workspace root.'),
  endpoint: z
    .string()
    .startsWith('/')
    .default('/health')
    .describe('Path that the scenarios request by GET (ENDPOINT), where "workload" says nothing else.'),
  workload: z
    .array(z.string().min(1))
    .min(1)
    .default([ENDPOINT])
    .describe(
      'What is asked, each by every scenario: names of "workloads", or "endpoint", the GET of that option.',
    ),
  workloads: workloadsSchema
    .default({})
    .describe(
      'Requests by their name: method, path, headers, body (a text, {"file"}, {"json"} or {"jsonFile"}), status; or several, with their weights, in "requests". Best in nx.json, for all servers.',
    ),
  rounds: z.int().min(1).max(1000).default(6).describe('Rounds of each server; the unit of replication.'),
  precision: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe(
      'Measure beyond "rounds" until the interval of CPU per request (95 % or more), or of its ratio between two servers of the run, is within this share to both sides (0.03 is 3 %).',
    ),
  maxRounds: z.int().min(1).max(1000).default(30).describe('Most rounds of each server with "precision".'),
  duration: load('Length of each measured load (DURATION).').default('5s'),
  warmup: loadOrNone('Load before each measured one, not counted; "0s" for none.').default('2s'),
  maxWarmup: load(
    'Longest warm-up of a launch before its first measured load: it goes on until CPU per request is level, or for this long; default: "warmup" alone.',
  ).optional(),
  leadIn: loadOrNone(
    'Start of each measured load that is left out of its figures: the server takes new connections in it (LEAD_IN). After a warm-up in which no request got cheaper it is one second at most.',
  ).default('0s'),
  rest: duration('Quiet time before memory at rest is read, in the first round.').default('5s'),
  vus: z.int().min(1).max(100_000).default(50).describe('Virtual users of the closed model (VUS).'),
  runners: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe(
      'Processes of k6 that make each load together, a part of its VUs and rate each; their distributions are merged. wrk stays one.',
    ),
  generator: z
    .enum(generatorPlaces)
    .default('auto')
    .describe(
      'Where k6 runs: on this machine ("local"), as pods that the bench ("cluster") or the k6-operator ("k6-operator") makes; "auto": in the cluster with the launcher kubernetes, else here.',
    ),
  runnerImage: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Image with k6 as its entrypoint for runners in a cluster; default: of the k6 that is here in the development cluster, else grafana/k6 of its version.',
    ),
  runnerCpus: cores.optional().describe('CPU limit of each runner in a cluster, in cores; default: none.'),
  runnerMemory: memorySize
    .optional()
    .describe('Memory limit of each runner in a cluster, such as "512m"; default: none.'),
  runnerNodeSelector: nodeLabels(
    "Labels of the nodes that runners in a cluster may be on; default: any, rather another one than the server's.",
  ),
  rate: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(2000)
    .describe('Requests a second of the open model (RATE); the first that a search of the capacity tries.'),
  rateShare: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe(
      'RATE of every scenario but the first as a share of the requests a second that the first has reached for this server in this run; in the place of "rate".',
    ),
  p99LimitMs: z
    .number()
    .positive()
    .max(60_000)
    .default(50)
    .describe(
      'Limit of p99, in ms, up to which a scenario "capacity" calls an arrival rate held (P99_LIMIT_MS).',
    ),
  stepDuration: load('Length of each load of a search of the capacity (DURATION there).').default('2s'),
  seed: z.int().min(0).max(0x7fffffff).optional().describe('Seed of the shuffled order; default: a new one.'),
  wait: duration(
    'How long another bench on this machine may take to end before this one starts; "0s": not at all.',
  ).default('1m'),
  launcher: z.enum(launchers).default('process').describe('How the server is run.'),
  cpus: z
    .union([cores, z.array(cores).min(1)])
    .optional()
    .describe(
      'CPU that the server may use, in cores: its quota. A list, such as 0.05,0.1,0.5, measures the server within each, in one run.',
    ),
  cpuPeriod: duration(
    'Period of the quota: the server may use cpus × cpuPeriod in each, 1 ms at least. Kubernetes has "100ms".',
  )
    .refine(
      (given) => durationMs(given) >= 1 && durationMs(given) <= 1000,
      'expected "1ms" to "1s", as the kernel does',
    )
    .optional(),
  cpuset: z
    .string()
    .regex(/^[0-9,-]+$/, 'expected a list of CPUs such as "0" or "0-1"')
    .optional()
    .describe('CPUs that the server may use, such as "0-1".'),
  memory: memorySize.optional().describe('Memory that the server may use, without swap, such as "64m".'),
  nodeSelector: nodeLabels(
    'Labels of the nodes that the server may be on with the launcher kubernetes; default: any.',
  ),
  account: z
    .enum(accountModes)
    .default('auto')
    .describe(
      'How CPU and memory are counted with the launcher process: by a cgroup of the server\'s own, by the counters of its process tree, or, "auto", by a cgroup where one can be made.',
    ),
  pinning: z
    .enum(pinningModes)
    .default('auto')
    .describe(
      'Server and generator on CPUs of their own; "auto": where the noise target has measured that it helps on this machine.',
    ),
  context: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Context of your kubeconfig whose cluster the launcher kubernetes uses; default: the development cluster of the workspace, and no other.',
    ),
  registry: z
    .string()
    .regex(
      /^[\w.-]+(:\d+)?(\/[\w./-]+)?$/,
      'expected a host, and a path if there is one, such as "ghcr.io/me"',
    )
    .optional()
    .describe(
      'Registry that the launcher kubernetes pushes "image" to, by the container engine, for the nodes to pull.',
    ),
  k6: z.string().min(1).optional().describe('Path of k6; default: K6_PATH, .toolchain/bin/k6, then PATH.'),
  contractCheck: argv
    .optional()
    .describe('Program that checks the answers before a server is measured; the URL is its last argument.'),
  readyTimeout: duration('How long a server may take until it answers.').default('10s'),
  stopTimeout: duration('How long a server may take to stop after SIGTERM.').default('6s'),
});

/** What an executor is given. */
export const givenOptionsSchema = declarationSchema.extend(loadOptionsSchema.shape);

/** What a server is measured with: complete, once it is parsed, and within one CPU limit. */
export const benchOptionsSchema = givenOptionsSchema
  .extend({ cpus: cores.optional(), cpuPeriod: loadOptionsSchema.shape.cpuPeriod.default('10ms') })
  .refine(({ launcher, command }) => launcher !== 'process' || command.length > 0, {
    path: ['command'],
    error: 'expected the program that the launcher "process" runs',
  })
  .refine(
    ({ launcher, dependencies, workload }) =>
      launcher !== 'kubernetes' || !dependencies.some((dependency) => isAsked(dependency, workload)),
    {
      path: ['dependencies'],
      error: 'expected none with the launcher "kubernetes": a pod does not reach what runs on this machine',
    },
  )
  .refine(({ dependencies }) => repeated(dependencies.map(({ name }) => name)) === undefined, {
    path: ['dependencies'],
    error: 'expected a name of its own for each',
  })
  .superRefine((options, { addIssue }) => {
    for (const { path, message } of [...wrongAddresses(options), ...unknownWorkloads(options)]) {
      addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .refine(
    ({ launcher, generator }) => launcher === 'kubernetes' || generator === 'auto' || generator === 'local',
    {
      path: ['generator'],
      error: 'expected "auto" or "local": runners in a cluster load a server of the launcher "kubernetes"',
    },
  )
  .refine(({ workload }) => repeated(workload) === undefined, {
    path: ['workload'],
    error: 'expected each name once',
  })
  .refine(
    ({ launcher, generator, workload }) =>
      launcher !== 'kubernetes' || generator === 'local' || workload.every((name) => name === ENDPOINT),
    {
      path: ['workload'],
      error: 'expected "endpoint" alone for runners in a cluster; with "generator": "local" all can be asked',
    },
  )
  .refine(({ rateShare, scenarios }) => rateShare === undefined || scenarios.length > 1, {
    path: ['rateShare'],
    error:
      'expected two scenarios or more, the first of which finds the rate that the others take a share of',
  })
  .refine(({ cpus, cpuPeriod }) => cpus === undefined || quotaMicros(cpus, cpuPeriod) >= LEAST_QUOTA_MICROS, {
    path: ['cpus'],
    error:
      'expected at least 1 ms in each "cpuPeriod", which is the kernel\'s least quota: raise "cpus" or "cpuPeriod" (0.05 cores need "20ms")',
  });

/** min_cfs_quota_period of the kernel, kernel/sched/core.c. */
export const LEAST_QUOTA_MICROS = 1000;

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

/** The `bench` block of a server. */
export const serverBlockSchema = givenOptionsSchema
  .partial()
  .refine(({ command = [], image }) => command.length > 0 || image !== undefined, {
    path: ['command'],
    error: 'expected ["program", "argument"], or an "image" in its place',
  });

/** The `bench` block of the one project that is the suite. */
export const suiteBlockSchema = z.strictObject({
  suite: z.literal(true).describe('This project is the suite: it gets the report on all servers.'),
  reference: z
    .string()
    .min(1)
    .optional()
    .describe('Server that the others are compared with in words; default: the first by name.'),
});

export type Declaration = z.infer<typeof declarationSchema>;
export type GivenOptions = z.infer<typeof givenOptionsSchema>;
export type BenchOptions = z.infer<typeof benchOptionsSchema>;

/** CPU time that a server may use in each period, µs, whole as the kernel takes it. */
export function quotaMicros(cpus: number, cpuPeriod: string): number {
  return Math.round(cpus * durationMs(cpuPeriod) * 1000);
}

/** The option `memory`, such as "64m", which the schema has let through, in bytes. */
export function memoryBytes(size: string): number {
  const unit = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[size.at(-1) as 'b' | 'k' | 'm' | 'g'];
  return Number.parseInt(size, 10) * unit;
}
