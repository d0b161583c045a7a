/** With 1 in 100 requests missing or refused, the slowest hundredth, which is p99, may be just those. */
export const SPOILS_P99_SHARE = 0.01;
