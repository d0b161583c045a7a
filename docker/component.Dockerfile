# An image of platform wasi/wasm, for containerd with a shim that serves components.
FROM scratch
COPY rootfs/ /
ENV HOST=0.0.0.0 PORT=8080
EXPOSE 8080
USER 65534:65534
STOPSIGNAL SIGTERM
ENTRYPOINT ["/component.wasm"]
