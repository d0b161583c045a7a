module wasi-bench/validation/stalling-server

go 1.23
