module wasi-bench/go

go 1.26
