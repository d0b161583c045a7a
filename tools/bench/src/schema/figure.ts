import { z } from 'zod';

/**
 * One figure over the rounds of a run: the median and the ends of its 95 % bootstrap interval, in the
 * unit that the field's name says, over `rounds` measured rounds.
 */
export const knownFigureSchema = z.object({
  median: z.number(),
  low: z.number(),
  high: z.number(),
  rounds: z.int().positive(),
});

/** A figure that could not be measured, and why. It has no number to misread. */
export const unavailableFigureSchema = z.object({ unavailable: z.string().min(1) });

export const figureSchema = z.union([knownFigureSchema, unavailableFigureSchema]);

export type KnownFigure = z.infer<typeof knownFigureSchema>;
export type Figure = z.infer<typeof figureSchema>;

export function isKnown(figure: Figure): figure is KnownFigure {
  return 'median' in figure;
}
