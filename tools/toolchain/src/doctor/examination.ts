/** What the doctor found of one tool. `fix` is the command that fixes it. */
export type Examination = {
  readonly tool: string;
  readonly neededFor: string;
  readonly required: boolean;
} & (
  | { readonly state: 'found'; readonly version: string }
  | {
      readonly state: 'unsuitable';
      readonly version: string;
      readonly expected: string;
      readonly fix: string;
    }
  | { readonly state: 'missing'; readonly fix: string }
);

/** Whether everything that the workspace cannot do without is there. */
export function isHealthy(examinations: readonly Examination[]): boolean {
  return examinations.every(({ required, state }) => !required || state === 'found');
}
