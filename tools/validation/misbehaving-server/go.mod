module wasi-bench/validation/misbehaving-server

go 1.23
