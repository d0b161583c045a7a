/** Pieces of JSON Schema; libs/contract/openapi.yaml has the same. */

export const text = { type: 'string' };
export const integer = { type: 'integer' };

/** 1 to 32 of capitals, digits and hyphens. */
export const code = { type: 'string', pattern: '^[A-Z0-9-]{1,32}$' };

/** One line of text; Node puts U+FFFD in the place of bytes that are no UTF-8. */
export const name = {
  type: 'string',
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff\\ufffd]{1,60}$',
};

export function whole(minimum: number, maximum: number) {
  return { type: 'integer', minimum, maximum };
}

/** An object with all of these properties and no other; what is written has them in this order. */
export function closed(properties: Record<string, object>) {
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties };
}
