"""The contract's routes on aiohttp."""

import json
from collections.abc import AsyncIterator

from aiohttp import ClientSession, web
from aiohttp.typedefs import Handler

from primes import count_primes, parse_below
from quote import MAX_ORDER_BYTES, NoOrder, is_json, quote
from upstream import BadItem, items, new_session, parse_ids, upstream_url

MAX_ECHO_BYTES = 1024 * 1024
GET_ONLY = "GET, HEAD"
ALLOWED = {
    "/health": GET_ONLY,
    "/plaintext": GET_ONLY,
    "/primes": GET_ONLY,
    "/bundle": GET_ONLY,
    "/echo": "POST",
    "/quote": "POST",
}
TITLES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
SESSION = web.AppKey("session", ClientSession)


async def respond(request: web.Request) -> web.StreamResponse:
    if "Host" not in request.headers and request.version >= (1, 1):
        return problem(400)
    path, query = split_target(request.raw_path)
    allow = ALLOWED.get(path)
    if allow is None:
        return problem(404)
    if request.method not in allow.split(", "):
        return problem(405, {"Allow": allow})
    if path == "/echo":
        return await echo(request)
    if path == "/quote":
        return await quoted(request)
    if path == "/bundle":
        return await bundle(request, query)
    if path == "/health":
        return as_json({"message": "Hello, World!"})
    if path == "/plaintext":
        return reply(200, "text/plain", b"Hello, World!")
    below = parse_below(query)
    return problem(400) if below is None else as_json({"below": below, "count": count_primes(below)})


def split_target(target: str) -> tuple[str, str]:
    """Path and query as they stand; the absolute form names its path (RFC 9112, 3.2.2)."""
    if not target.startswith("/") and "://" in target:
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    path, _, query = target.partition("?")
    return path, query


async def echo(request: web.Request) -> web.StreamResponse:
    body = await read(request, MAX_ECHO_BYTES)
    if isinstance(body, web.Response):
        return body
    return reply(200, request.headers.get("Content-Type", "application/octet-stream"), body)


async def quoted(request: web.Request) -> web.StreamResponse:
    if not is_json(request.headers.get("Content-Type", "")):
        return problem(415)
    body = await read(request, MAX_ORDER_BYTES)
    if isinstance(body, web.Response):
        return body
    try:
        return as_json(quote(body))
    except NoOrder:
        return problem(400)


async def bundle(request: web.Request, query: str) -> web.StreamResponse:
    ids = parse_ids(query)
    if ids is None:
        return problem(400)
    origin = upstream_url()
    if origin is None:
        return problem(503)
    try:
        return as_json({"items": await items(request.app[SESSION], origin, ids)})
    except BadItem:
        return problem(502)
    except TimeoutError:
        return problem(504)


async def session(app: web.Application) -> AsyncIterator[None]:
    """With the connections that are kept for the next bundles."""
    async with new_session() as app[SESSION]:
        yield


async def read(request: web.Request, limit: int) -> bytes | web.Response:
    """The body, or what a body beyond the limit gets."""
    if (request.content_length or 0) > limit:
        return problem(413)
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > limit:
                return problem(413)
    except ConnectionResetError:
        return problem(400)  # The body broke off: nobody waits for an answer.
    return bytes(body)


def as_json(value: object) -> web.Response:
    return reply(200, "application/json", to_bytes(value))


def problem(status: int, headers: dict[str, str] | None = None) -> web.Response:
    """RFC 9457."""
    value = {"type": "about:blank", "title": TITLES[status], "status": status}
    return reply(status, "application/problem+json", to_bytes(value), headers)


def to_bytes(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def reply(status: int, content_type: str, body: bytes, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, body=body, headers={"Content-Type": content_type, **(headers or {})})


@web.middleware
async def as_problem(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What the router itself refuses, such as `OPTIONS *`."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return problem(404)


def create_app() -> web.Application:
    app = web.Application(middlewares=[as_problem])
    upstream_url()  # A wrong one ends the program now.
    app.cleanup_ctx.append(session)
    # One handler for every path: the router would decode them.
    app.router.add_route("*", "/{path:.*}", respond)
    return app
