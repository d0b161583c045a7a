import { z } from 'zod';

/** What the ranking of one scenario and launcher says, in words. */
export const headlineSchema = z.object({
  scenario: z.string(),
  launcher: z.string(),
  /** About the first server. */
  claim: z.string(),
  /** How sure that is, and how the next ones compare with it. */
  details: z.array(z.string()),
});

export type Headline = z.infer<typeof headlineSchema>;
