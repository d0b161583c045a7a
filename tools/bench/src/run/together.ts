import type { Meter } from '../system/usage.ts';

/** What the loads of a meeting have in common: the least rate of those proposed, and the longest lead-in. */
export interface Common {
  readonly rate?: number | undefined;
  readonly leadInMs?: number | undefined;
}

/** One of several launches whose loads are measured at the same time. */
export interface Participant {
  /**
   * Resolves as soon as each of the others has come to its next meeting too, or has left.
   * @returns of what was proposed there; undefined what nobody did
   */
  readonly meet: (proposed?: Common) => Promise<Common>;
  /** Tells the others of CPU time that is part of the measurement, and no noise. */
  readonly contribute: (...meters: readonly Meter[]) => void;
  /** What the others have contributed; its memory is not counted. */
  readonly others: Meter;
  /** The others wait for it no more, and its meters are read no more. */
  readonly leave: () => void;
}

/** Launches that meet before each load, so that whatever the machine does in the meantime is done to all of them alike. */
export function participants(count: number): Participant[] {
  let present = count;
  const waiting: { proposed: Common; goOn: (common: Common) => void }[] = [];
  const release = () => {
    if (waiting.length < present) return;
    const met = waiting.splice(0);
    const rates = met.flatMap(({ proposed }) => proposed.rate ?? []);
    const leadIns = met.flatMap(({ proposed }) => proposed.leadInMs ?? []);
    const common = {
      rate: rates.length > 0 ? Math.min(...rates) : undefined,
      leadInMs: leadIns.length > 0 ? Math.max(...leadIns) : undefined,
    };
    for (const { goOn } of met) goOn(common);
  };
  const accounts = Array.from({ length: count }, () => ({
    left: false,
    meters: [] as Meter[],
    cpuMicros: 0,
  }));
  const read = (account: (typeof accounts)[number]) => {
    if (!account.left) account.cpuMicros = account.meters.reduce((sum, meter) => sum + meter().cpuMicros, 0);
    return account.cpuMicros;
  };
  return accounts.map((account) => ({
    meet: (proposed = {}) =>
      new Promise((goOn) => {
        waiting.push({ proposed, goOn });
        release();
      }),
    contribute: (...meters) => void account.meters.push(...meters),
    others: () => ({
      cpuMicros: accounts.reduce((sum, other) => (other === account ? sum : sum + read(other)), 0),
      rssBytes: 0,
    }),
    leave: () => {
      if (account.left) return;
      read(account);
      account.left = true;
      present -= 1;
      release();
    },
  }));
}
