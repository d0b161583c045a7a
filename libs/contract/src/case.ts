/** A server that is up, as its client knows it. */
export interface Target {
  url: URL;
}

/** One behaviour that the contract asks for, seen from outside. */
export interface Case {
  /** Unique, and a sentence about the server. */
  name: string;
  /** Rejects with a `ContractBreach` if the server behaves otherwise. */
  run(target: Target): Promise<void>;
}
