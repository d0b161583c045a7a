import { z } from 'zod';
import { reportSchema } from '../schema/report.ts';
import { resultSchema } from '../schema/result.ts';

/** The JSON Schema (draft 2020-12) of each document that the tool writes, by the name of its file. */
export function jsonSchemas(): Record<'report.v1.schema.json' | 'result.v1.schema.json', unknown> {
  return {
    'report.v1.schema.json': {
      title: 'Report of a suite',
      ...z.toJSONSchema(reportSchema, { reused: 'ref' }),
    },
    'result.v1.schema.json': {
      title: 'Result of one server',
      ...z.toJSONSchema(resultSchema, { reused: 'ref' }),
    },
  };
}
