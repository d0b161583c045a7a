import * as z from 'zod';
import { reportSchema } from '../../../schema/report.ts';
import type { Baseline } from './comparison.ts';

// The page's content security policy forbids the code that zod would generate for speed.
z.config({ jitless: true });

/** A report.json from disk, or in words why it is none. */
export async function readBaseline(file: File): Promise<Baseline | { problem: string }> {
  let document: unknown;
  try {
    document = JSON.parse(await file.text());
  } catch {
    return { problem: `${file.name} is not JSON. Choose the report.json of another run.` };
  }
  const parsed = reportSchema.safeParse(document);
  if (parsed.success) return { name: file.name, report: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    problem: `${file.name} is not a report: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'invalid'}. Choose the report.json of another run.`,
  };
}
