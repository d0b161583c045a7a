const sourcesOf = new WeakMap<AbortSignal, readonly AbortSignal[]>();

/**
 * Aborts with the first of them, as `AbortSignal.any` does, and holds them as long as it lives itself: Node collects a source
 * that nobody else holds, such as a time-out, and then never aborts (nodejs/node#57736 in 20, #65995 in 24 and 26).
 */
export function anySignal(...sources: readonly AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any([...sources]);
  sourcesOf.set(signal, sources);
  return signal;
}
