/**
 * The stages of a bench as plain functions: plan → launch → load → observe → analyse → report. No Nx in it.
 *
 * `bench` runs the first four; the others take what it gives. Every failure is a `BenchError` with a stable `code`.
 */
export { aggregate as analyse } from '../analyse/aggregate.ts';
export { type Comparison, effectSize as compare } from '../analyse/effect-size.ts';
export { BenchError } from '../errors/bench-error.ts';
export { type Explained, explain } from '../explain/explain.ts';
export { explainMerged, type Merged, type MergedPercentile } from '../explain/merged.ts';
export { renderExplained } from '../explain/render.ts';
export type { Launcher, LaunchSpec, RunningServer } from '../launch/launcher.ts';
export { findK6, type K6 } from '../load/k6.ts';
export { parseMergedLoad } from '../load/merged-load.ts';
export { type K6Run, type RunningK6, startK6 as load } from '../load/run-k6.ts';
export { findScenarios, type Scenario } from '../load/scenario.ts';
export { parseSummaryExport } from '../load/summary.ts';
export { readProvenance } from '../observe/provenance.ts';
export { type Plan, type PlannedRound, type PlannedServer, plan } from '../plan/plan.ts';
export { renderCsv } from '../report/csv.ts';
export { renderTerminal, type TerminalOptions } from '../report/terminal.ts';
export { readResults } from '../run/result-store.ts';
export type { EffectSize } from '../schema/comparison.ts';
export type { Figure } from '../schema/figure.ts';
export type { Finding } from '../schema/finding.ts';
export type { BenchOptions } from '../schema/options.ts';
export type { Report, Row } from '../schema/report.ts';
export type { Result } from '../schema/result.ts';
export type { MeasuredRound, Round } from '../schema/round.ts';
export type { Meter, Usage } from '../system/usage.ts';
export { renderJson } from '../text/json.ts';
export { bench, type GivenOptions, type Run } from './bench.ts';
export { findings } from './findings.ts';
export { launch } from './launch.ts';
export { options } from './options.ts';
export { renderMarkdown, report } from './report.ts';
