/**
 * The program on these CPUs alone, or anywhere. taskset(1) sets the affinity and becomes the program: a runtime that counts its
 * CPUs at its start (Go, Node, tokio) sees these, which it would not if they were set later.
 */
export function onCpus(
  cpus: string | undefined,
  program: string,
  args: readonly string[],
): [program: string, args: string[]] {
  return cpus === undefined ? [program, [...args]] : ['taskset', ['-c', cpus, program, ...args]];
}
