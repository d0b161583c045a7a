import { z } from 'zod';

/** An error as it is written to disk: a stable code, what happened, and the fix. */
export const failureSchema = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
  message: z.string().min(1),
  fix: z.string().min(1),
});

/** The same in a result: one of a load alone names its scenario, and the others of the server are measured. */
export const resultFailureSchema = failureSchema.extend({ scenario: z.string().optional() });

export type ResultFailure = z.infer<typeof resultFailureSchema>;
export type Failure = z.infer<typeof failureSchema>;
