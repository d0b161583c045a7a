/** The figures that servers, and a server and its baseline, are compared by. */
export const comparedFigureNames = [
  'cpuMicrosPerRequest',
  'requestsPerSecond',
  'latencyP50Ms',
  'latencyP95Ms',
  'latencyP99Ms',
  'rssPeakBytes',
  'capacityRequestsPerSecond',
] as const;

export type ComparedFigureName = (typeof comparedFigureNames)[number];
