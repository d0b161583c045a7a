#!/usr/bin/env bash
# Not sh: dash keeps no variable whose name holds a dash, and Cargo gives CARGO_BIN_EXE_<name> by the name of the program.
# Cargo's rustc-wrapper here (.cargo/config.toml). A program holds the paths of its sources, in the messages of panics:
# without those of this machine, the same sources give the same program everywhere. It is a wrapper because Cargo's own
# `trim-paths` is not stable and its `rustflags` know no variables, and so build, test and lint share what is compiled.
cargo_home=${CARGO_HOME:-$HOME/.cargo}
compiler=$(command -v "$1")
rust_src=${compiler%/bin/*}/lib/rustlib/src/rust

# Of several that match, rustc takes the last.
set -- "$@" "--remap-path-prefix=$cargo_home=/cargo"
# One folder for each registry; a mirror has the same crates, by Cargo.lock.
for registry in "$cargo_home"/registry/src/*; do
  set -- "$@" "--remap-path-prefix=$registry=/crates"
done
[ -z "$OUT_DIR" ] || set -- "$@" "--remap-path-prefix=$OUT_DIR=/out"
# rustc prefers the component rust-src, where it is installed, to the path that its std was built by.
if [ -d "$rust_src" ]; then
  commit=$("$compiler" -vV | sed -n 's/^commit-hash: //p')
  set -- "$@" "--remap-path-prefix=$rust_src=/rustc/$commit"
fi
exec "$@"
