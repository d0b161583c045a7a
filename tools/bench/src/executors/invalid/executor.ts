import { BenchError } from '../../errors/bench-error.ts';
import type { Failure } from '../../schema/failure.ts';
import { failed } from '../failed.ts';

/** What the `bench` target of a project is whose block is wrong: it says how, and fails. */
export default async function invalid(failure: Failure): Promise<{ success: false }> {
  return failed(BenchError.of(failure));
}
