/** The first Docker-compatible client whose engine answers, or what each that was tried said. */
export function findEngine(workspaceRoot: string): { client: string; version: string } | { tried: string[] };
