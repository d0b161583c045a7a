/** One promise of the tool, and whether it was kept in this validation. */
export interface Bar {
  name: string;
  /** In the unit that the name says; a share is from 0 to 1. */
  value: number;
  goal: string;
  holds: boolean;
  /** How often it was tried; 0 where this machine could not, and `note` says why. */
  trials: number;
  /** How it was measured, in a sentence. */
  note?: string;
  /** Share of runs that find it, by how many rounds they have. */
  powerCurve?: { rounds: number; found: number }[];
}

export type Verdict = 'holds' | 'FAILS' | 'not tried';

export function verdictOn({ trials, holds }: Bar): Verdict {
  return trials === 0 ? 'not tried' : holds ? 'holds' : 'FAILS';
}

/** 0 of none. */
export const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);

/** What a bar would have said, had this machine been able to try it. */
export function notTried(name: string, goal: string, note: string): Bar {
  return { name, value: 0, goal, holds: false, trials: 0, note };
}

/** The name of the bar that a step has only where an error ended it. */
export const nameOfEnded = (step: string) => `${step}: measured to its end`;

/** Of a step that an error ended: what it would have shown is not known to hold. */
export function ended(step: string, reason: string): Bar {
  return { name: nameOfEnded(step), value: 0, goal: '1', holds: false, trials: 1, note: reason };
}
