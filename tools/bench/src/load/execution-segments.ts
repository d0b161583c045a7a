/** The part of a load that one of several runners makes: https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/#execution-segment */
export interface ExecutionSegment {
  /** Such as `1/3:2/3`. */
  readonly segment: string;
  /** Of all runners, such as `0,1/3,2/3,1`. With it k6 deals out VUs and iterations without rounding each part by itself. */
  readonly sequence: string;
}

/** As many equal parts as there are runners. */
export function executionSegments(runners: number): ExecutionSegment[] {
  const bounds = Array.from({ length: runners + 1 }, (_, index) =>
    index === 0 || index === runners ? String(index / runners) : `${index}/${runners}`,
  );
  const sequence = bounds.join(',');
  return bounds.slice(1).map((to, index) => ({ segment: `${bounds[index]}:${to}`, sequence }));
}

/** As k6 takes it. */
export function segmentArgs({ segment, sequence }: ExecutionSegment): string[] {
  return [`--execution-segment=${segment}`, `--execution-segment-sequence=${sequence}`];
}
