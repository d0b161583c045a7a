# The context is made by docker/build-image.mjs from the outputs of Nx's build.
FROM scratch
COPY rootfs/ /
ENV HOST=0.0.0.0 PORT=8080
EXPOSE 8080
USER 65534:65534
STOPSIGNAL SIGTERM
ENTRYPOINT ["/wasm-host", "serve", "--compiler", "/wasm-compiler", "--env", "UPSTREAM_URL", "--allow-outgoing-env", "UPSTREAM_URL", "/component.wasm"]
