import { z } from 'zod';

const figureBase = {
  median: z.number(),
  /** How many measurements the median is over. */
  rounds: z.int().positive(),
  /** 0-based measurements that are outliers; they are counted like all others. */
  outliers: z.array(z.int().nonnegative()).optional(),
};

/**
 * One figure over the rounds of a run: the median and the ends of its interval, in the unit that the field's name says, over
 * `rounds` measured rounds.
 */
export const intervalFigureSchema = z.object({
  ...figureBase,
  low: z.number(),
  high: z.number(),
  /**
   * How sure it is that the true median lies between the ends, 0 to 1, exact: 0.9375 with five rounds, 0.96875 with six, never
   * below 0.95 with more. Absent in reports of older versions, whose intervals are the bootstrap's at a nominal 0.95.
   */
  confidence: z.number().gt(0).lt(1).optional(),
});

/** A figure with a number but no interval, and why: too few rounds, or a size that does not vary. */
export const pointFigureSchema = z.object({ ...figureBase, noInterval: z.string().min(1) });

/** A figure that could not be measured, and why. It has no number to misread. */
export const unavailableFigureSchema = z.object({ unavailable: z.string().min(1) });

export const figureSchema = z.union([intervalFigureSchema, pointFigureSchema, unavailableFigureSchema]);

export type IntervalFigure = z.infer<typeof intervalFigureSchema>;
export type PointFigure = z.infer<typeof pointFigureSchema>;
export type KnownFigure = IntervalFigure | PointFigure;
export type Figure = z.infer<typeof figureSchema>;

export function isKnown(figure: Figure): figure is KnownFigure {
  return 'median' in figure;
}

export function hasInterval(figure: Figure): figure is IntervalFigure {
  return 'low' in figure;
}

/** 0.96875 as it stands before a percent sign: "96.9", and "95" where there is nothing behind the point. */
export function confidenceInPercent(confidence: number): string {
  return (confidence * 100).toFixed(1).replace(/\.0$/, '');
}
