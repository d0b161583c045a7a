/**
 * What the workspace needs and in which version: the one place where a tool is pinned.
 * npm, Cargo and Go pin their own packages in their lock files.
 */
export const pins = Object.freeze({
  node: Object.freeze({ range: '>=20.19.0' }),
  rust: Object.freeze({ range: '>=1.95.0' }),
  go: Object.freeze({ range: '>=1.24.0' }),

  k6: Object.freeze({
    module: 'go.k6.io/k6',
    version: '1.8.1',
    /** The module's hash in the Go checksum database, https://sum.golang.org/lookup/go.k6.io/k6@v1.8.1 */
    sum: 'h1:orZsbZ2Od0CVZICs9YpTgkKcxfPghJW8VZtwg0cj8H8=',
  }),
  /** The tests try this major too. */
  k6Two: Object.freeze({
    module: 'go.k6.io/k6/v2',
    version: '2.2.0',
    sum: 'h1:FXtQJeClRQm25eraUvz/cbn2xcYZThs6cv2lBnid8tM=',
  }),

  /** Of the crates that the host is built on; wasmtime/Cargo.lock has the hash of every crate that is compiled. */
  wasmtime: Object.freeze({ version: '48.0.8' }),

  wasm: Object.freeze({
    target: 'wasm32-unknown-unknown',
    /**
     * A Rust with the sources of its own std, for a machine where rustup can download nothing. A Debian archive
     * keeps only the newest build of a package, so names are pinned, and the compiler's version by `rust.range`.
     */
    debianPackages: Object.freeze(['rustc-web', 'cargo-web', 'rust-web-src', 'lld-19']),
    debianLinker: 'wasm-ld-19',
  }),

  /** An archive keeps only the newest build: the version is Debian's, with its security fixes. */
  engine: Object.freeze({ debianPackages: Object.freeze(['docker.io']) }),
  wrk: Object.freeze({ debianPackages: Object.freeze(['wrk']) }),

  kubernetes: Object.freeze({
    /** Of `k8s.io/kubernetes` in kube/go.mod; kube/go.sum has the hash of every module that is compiled. */
    version: '1.34.4',
    debianPackages: Object.freeze([
      'containerd',
      'runc',
      'containernetworking-plugins',
      'nftables',
      'iproute2',
    ]),
  }),

  componentizer: Object.freeze({ package: '@bytecodealliance/jco' }),
});
