include!(env!("WASIP3_HTTP_PROXY"));
