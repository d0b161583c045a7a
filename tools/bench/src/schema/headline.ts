import { z } from 'zod';

/** What the ranking of one scenario and launcher, within one CPU limit, says, in words. */
export const headlineSchema = z.object({
  scenario: z.string(),
  launcher: z.string(),
  /** The CPU limit, in cores, of a run that has several. */
  cpus: z.number().positive().optional(),
  /** About the first server. */
  claim: z.string(),
  /** How sure that is, and how the next ones compare with it. */
  details: z.array(z.string()),
});

export type Headline = z.infer<typeof headlineSchema>;
