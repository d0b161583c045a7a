export { ContractBreach } from './breach.ts';
export type { Case, Target } from './case.ts';
export { cases } from './cases/index.ts';
export { type Failure, runCases } from './run-cases.ts';
