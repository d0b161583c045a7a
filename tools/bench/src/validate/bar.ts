/** One promise of the tool, and whether it was kept in this validation. */
export interface Bar {
  name: string;
  /** In the unit that the name says; a share is from 0 to 1. */
  value: number;
  goal: string;
  holds: boolean;
  /** How often it was tried; 0 where this machine could not. */
  trials: number;
}
