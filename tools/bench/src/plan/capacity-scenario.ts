/** Scenarios whose RATE the executor chooses itself, load by load: `capacity`, `capacity-echo`, `capacity@quote`. */
export function searchesCapacity(scenario: string): boolean {
  return /^capacity(?=[-@]|$)/.test(scenario);
}
