import { z } from 'zod';

/** As `argv`, or nothing at all. */
export const argvOrNone = z
  .array(z.string())
  .refine(([program]) => program !== '', { path: [0], error: 'expected a program' });

/** A program and its arguments, without a shell. An argument may be empty, as in `redis-server --save ""`. */
export const argv = argvOrNone.min(1);

/** Of CPUs. */
export const cores = z.number().positive();

/** In bytes, or with the letter of a binary unit. */
export const memorySize = z.string().regex(/^[0-9]+[bkmg]$/, 'expected a size such as "64m"');

/** Of answers by HTTP that are taken for good ones. */
export const statuses = z.array(z.int().min(100).max(599)).min(1).default([200]);

export const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of a header');

/** A record that says of a wrong key what was expected of it: Zod says no more than that it is invalid. */
export function recordOf<Key extends z.core.$ZodRecordKey, Value extends z.core.SomeType>(
  key: Key,
  value: Value,
): z.ZodRecord<Key, Value> {
  return z.record(key, value, {
    error: (issue) => (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined),
  });
}
