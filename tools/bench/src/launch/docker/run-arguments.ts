import { type BenchOptions, durationMs, quotaMicros } from '../../schema/options.ts';

/**
 * Arguments of `run`. The host's network disturbs least: a published port goes through a proxy process or address
 * translation, whose CPU time is in no cgroup of the server.
 */
export function runArguments(of: {
  options: BenchOptions;
  /** Absent: the server. */
  role?: 'dependency' | undefined;
  pinnedTo?: string | undefined;
  image: string;
  name: string;
  labels: Readonly<Record<string, string>>;
  /** Where the client writes the container's id. */
  idFile: string;
  host: string;
  port: number;
}): string[] {
  const { options } = of;
  // Pinning is refused beside the option.
  const cpuset = of.pinnedTo ?? options.cpuset;
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  const limits = [
    ...(options.cpus === undefined ? [] : quotaArguments(options.cpus, options.cpuPeriod)),
    ...(cpuset === undefined ? [] : ['--cpuset-cpus', cpuset]),
    // Without swap, so that the limit is one of memory.
    ...(options.memory === undefined ? [] : ['--memory', options.memory, '--memory-swap', options.memory]),
  ];
  return [
    'run',
    '--name',
    of.name,
    `--cidfile=${of.idFile}`,
    ...pairs('--label', of.labels),
    '--pull=never',
    '--network=host',
    // Images of databases begin as root, make their files their own, and go on as another user.
    ...(of.role === 'dependency' ? [] : hardened),
    // What is attached is written to the server's log; the engine need not keep it too.
    '--log-driver=none',
    '--sig-proxy=false',
    ...limits,
    ...pairs('--env', { ...options.env, HOST: of.host, PORT: String(of.port) }),
    of.image,
  ];
}

const hardened = ['--read-only', '--tmpfs=/tmp', '--cap-drop=ALL', '--security-opt=no-new-privileges'];

/** `--cpus` of Docker has a period of 100 ms. */
export function quotaArguments(cpus: number, cpuPeriod: string): string[] {
  const period = String(durationMs(cpuPeriod) * 1000);
  return ['--cpu-period', period, '--cpu-quota', String(quotaMicros(cpus, cpuPeriod))];
}
