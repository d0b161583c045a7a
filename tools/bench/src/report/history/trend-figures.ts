/** The figures whose trend is kept, in the unit that the name says. */
export const trendFigures = [
  'cpuMicrosPerRequest',
  'requestsPerSecond',
  'latencyP99Ms',
  'rssPeakBytes',
] as const;

export type TrendFigure = (typeof trendFigures)[number];
