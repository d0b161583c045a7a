import { z } from 'zod';

export const accountModes = ['auto', 'cgroup', 'process'] as const;

/** How a server's CPU and memory are counted. */
export const accountSchema = z.object({
  /**
   * `cgroup`: by the kernel, of everything that the server ever started; `process`: by the counters of its process tree; `kubelet`: by
   * the kubelet of the node that its pod runs on, which reads the container's cgroup.
   */
  kind: z.enum(['cgroup', 'process', 'kubelet']),
  /** Of the cgroup's hierarchy. */
  version: z.union([z.literal(1), z.literal(2)]).optional(),
  /** What of the server this account does not hold, or not exactly; each a noun phrase. */
  cannotSee: z.array(z.string()),
});

export type Account = z.infer<typeof accountSchema>;
