import type { Values } from './values.ts';

export type Metrics = Map<string, Values>;

/** A scenario as k6 announces it before a test ("* default: 50 looping VUs for 30s (gracefulStop: 30s)"), else as its progress shows it. */
export interface DeclaredScenario {
  name: string;
  executor:
    | 'constant-vus'
    | 'ramping-vus'
    | 'constant-arrival-rate'
    | 'ramping-arrival-rate'
    /** Constant or ramping: its progress alone is known. */
    | 'arrival-rate'
    | 'shared-iterations'
    | 'per-vu-iterations'
    | 'externally-controlled';
  /** Of looping and iterations executors; the highest number where it ramps. */
  vus?: number;
  /** Iterations a second; the highest rate where it ramps. */
  rate?: number;
  /** In all. */
  iterations?: number;
  /** Of arrival rates. */
  maxVus?: number;
  durationMs?: number;
  startMs?: number;
}

export interface Check {
  name: string;
  passes: number;
  fails: number;
}

export interface Threshold {
  /** Metric, with tags. */
  metric: string;
  /** Absent where only the metric's mark is known. */
  expression?: string;
  state: 'met' | 'crossed';
}

/** The metrics of a scenario, a group or a set of tags within a run. */
export interface Part {
  kind: 'scenario' | 'group' | 'tags';
  name: string;
  metrics: Metrics;
}

/** What k6 logged beside the summary, counted by kind of message. */
export type Logged = Record<
  'requestTimeout' | 'dialTimeout' | 'refused' | 'reset' | 'tooManyFiles' | 'noVus',
  number
>;

/** All that a summary of one run of k6 holds. What it lacks is absent or empty, never zero. */
export interface Summary {
  format: 'text' | 'text-1.x' | 'json' | 'machine-readable' | 'points';
  metrics: Metrics;
  /** Sub-metrics by metric and tags: "http_req_duration{expected_response:true}". */
  parts: Part[];
  /** Those with counts. k6 prints none for a check that always passes. */
  checks: Check[];
  thresholds: Threshold[];
  scenarios: DeclaredScenario[];
  /** Of the last "running (…)" line. */
  iterations?: { complete: number; interrupted: number };
  /** Whether `dropped_iterations` would be seen if there were any. */
  wouldShowDropped: boolean;
  hasSetup: boolean;
  /** Whether times are rounded coarsely, and to how much. */
  roundedToMs?: number;
  logged: Partial<Logged>;
}

export function emptySummary(format: Summary['format']): Summary {
  return {
    format,
    metrics: new Map(),
    parts: [],
    checks: [],
    thresholds: [],
    scenarios: [],
    wouldShowDropped: false,
    hasSetup: false,
    logged: {},
  };
}
