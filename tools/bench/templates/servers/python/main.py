"""Serves the contract on aiohttp, a process for each CPU, until SIGTERM or SIGINT."""

import os
import signal
import socket
import sys

from aiohttp import web

from app import create_app

# The contract gives five seconds from the signal to the exit; one is kept for the exit itself.
GRACE_SECONDS = 4


def listen_address() -> tuple[str, int]:
    """HOST and PORT, by default 127.0.0.1 and 8080."""
    port = os.environ.get("PORT") or "8080"
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        sys.exit(f'LISTEN_PORT_INVALID: PORT must be a whole number from 0 to 65535, found "{port}"')
    return os.environ.get("HOST") or "127.0.0.1", int(port)


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        sys.exit(
            f"LISTEN_ADDRESS_IN_USE: cannot listen on {host}:{port} ({error.strerror}); "
            "stop the other program or set PORT to a free port"
        )


def cpu_count() -> int:
    """The CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def serve(listener: socket.socket) -> None:
    """SIGTERM and SIGINT end it, gracefully."""
    web.run_app(create_app(), sock=listener, print=None, access_log=None, shutdown_timeout=GRACE_SECONDS)


def fork_workers(listener: socket.socket, count: int) -> list[int]:
    workers = []
    for _ in range(count):
        pid = os.fork()
        if pid == 0:
            serve(listener)
            os._exit(0)
        workers.append(pid)
    return workers


def supervise(workers: list[int]) -> None:
    """Hands the end on to the workers, and waits for them."""

    def end(*_: object) -> None:
        for pid in workers:
            os.kill(pid, signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    for pid in workers:
        os.waitpid(pid, 0)


def main() -> None:
    host, port = listen_address()
    listener = listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    print(f"listening on http://{shown}:{listener.getsockname()[1]}", flush=True)
    count = cpu_count()
    if count == 1:
        serve(listener)
    else:
        supervise(fork_workers(listener, count))


if __name__ == "__main__":
    main()
