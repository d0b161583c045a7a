import type { Machine } from '../schema/provenance.ts';

/** The machine that a measurement belongs to. */
export function readMachine(): Machine;
