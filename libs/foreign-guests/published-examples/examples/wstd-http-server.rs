include!(env!("WSTD_HTTP_SERVER"));
