/** Path and query (without `?`) of a request target in origin or absolute form (RFC 9112, 3.2), as they stand. */
export function splitTarget(target: string): { path: string; query: string } {
  const origin = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = origin.indexOf('?');
  return mark < 0
    ? { path: origin, query: '' }
    : { path: origin.slice(0, mark), query: origin.slice(mark + 1) };
}

/** The value of a parameter that the query has exactly once, as it stands: a query-string parser would decode it. */
export function onlyValue(query: string, name: string): string | undefined {
  const values = query.split('&').filter((parameter) => parameter.startsWith(`${name}=`));
  return values.length === 1 ? values[0]?.slice(name.length + 1) : undefined;
}
