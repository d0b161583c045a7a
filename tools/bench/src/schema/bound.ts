import { z } from 'zod';

/** What can set the figures of a row. */
export const knownBounds = [
  /** The CPU of the server, be it one thread's or the machine's. */
  'server-cpu',
  /** The CPU quota that the server was given. */
  'server-limit',
  /** What runs beside the server, and has used up the CPU that it may or can use. */
  'dependency',
  'generator',
  /** The number of virtual users, or connections: more would bring more requests. */
  'vus',
  /** The rate that was asked for. */
  'rate',
  /** A wait that is no work of server or generator: a kernel's timer, a sleep of the script. */
  'wait',
] as const;

/** What the figures of one server under one scenario are bounded by. */
export const boundSchema = z.union([
  z.object({
    by: z.enum(knownBounds),
    /** One clause with the numbers in it. */
    because: z.string().min(1),
    /** The numbers that led to it, each with its unit in its name. */
    evidence: z.record(z.string(), z.number()),
  }),
  z.object({
    by: z.literal('unknown'),
    /** What would tell. */
    needs: z.string().min(1),
    evidence: z.record(z.string(), z.number()),
  }),
]);

export const boundNames = [...knownBounds, 'unknown'] as const;

export type Bound = z.infer<typeof boundSchema>;
export type BoundName = Bound['by'];
