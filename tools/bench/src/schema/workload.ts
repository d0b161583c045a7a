import { z } from 'zod';
import { headerName, recordOf, statuses } from './option-values.ts';

/** What is sent: a text as it stands, a file's bytes, or JSON, by its value or in a file. */
const bodySchema = z.union([
  z.string().describe('A text, sent as it stands.'),
  z.strictObject({ file: z.string().min(1).describe('File whose bytes are sent; from the workspace root.') }),
  z.strictObject({ json: z.unknown().describe('A value, sent as application/json.') }),
  z.strictObject({
    jsonFile: z
      .string()
      .min(1)
      .describe('File of JSON, sent as application/json as it stands; from the workspace root.'),
  }),
]);

const bodiless = ['GET', 'HEAD'];

const requestShape = {
  method: z
    .string()
    .regex(/^[A-Z]+$/, 'expected a method such as "POST"')
    .default('GET'),
  path: z.string().startsWith('/').describe('Path and query.'),
  headers: recordOf(headerName, z.string()).default({}).describe(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a user writes
    'Beside those of the option "headers". "${NAME}" is read from the environment and is in no result.',
  ),
  body: bodySchema.optional(),
  status: statuses.describe('Statuses of a good answer.'),
};

const hasBodyAllowed = {
  check: ({ method, body }: { method: string; body?: unknown }) =>
    body === undefined || !bodiless.includes(method),
  params: { path: ['body'], error: 'expected a method that has a body, such as "POST"' },
};

const requestSchema = z.strictObject(requestShape).refine(hasBodyAllowed.check, hasBodyAllowed.params);

/** One of several requests of a workload. */
const weightedRequestSchema = z
  .strictObject({
    ...requestShape,
    weight: z
      .number()
      .positive('expected a number above 0')
      .default(1)
      .describe('How often it is asked, against the others.'),
  })
  .refine(hasBodyAllowed.check, hasBodyAllowed.params);

/** What is asked of a server: one request, or several, each as often as its weight says. */
export const workloadSchema = z.union([
  requestSchema,
  z.strictObject({ requests: z.array(weightedRequestSchema).min(1).describe('One is drawn each time.') }),
]);

export const workloadsSchema = recordOf(
  z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected a name in lower case such as "checkout"'),
  workloadSchema,
);

export type Workload = z.infer<typeof workloadSchema>;
export type WorkloadRequest = z.infer<typeof weightedRequestSchema>;

/** The requests of a workload, each with its weight. */
export function requestsOf(workload: Workload): WorkloadRequest[] {
  return 'requests' in workload ? workload.requests : [{ ...workload, weight: 1 }];
}

/** The same, with other paths of the files that its bodies are in. */
export function withBodyFiles(workload: Workload, pathOf: (file: string) => string): Workload {
  const placed = <Request extends { body?: WorkloadRequest['body'] }>(request: Request): Request => {
    const { body } = request;
    if (typeof body !== 'object') return request;
    if ('file' in body) return { ...request, body: { file: pathOf(body.file) } };
    return 'jsonFile' in body ? { ...request, body: { jsonFile: pathOf(body.jsonFile) } } : request;
  };
  return 'requests' in workload ? { requests: workload.requests.map(placed) } : placed(workload);
}

/** The files that its bodies are in, from the workspace root. */
export function bodyFilesOf(workload: Workload): string[] {
  return requestsOf(workload).flatMap(({ body }) => {
    if (typeof body !== 'object') return [];
    if ('file' in body) return [body.file];
    return 'jsonFile' in body ? [body.jsonFile] : [];
  });
}
