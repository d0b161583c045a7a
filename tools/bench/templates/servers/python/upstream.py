"""The items of GET /bundle, asked for at the same time."""

import asyncio
import os
import sys
from urllib.parse import urlsplit

import aiohttp

from quote import NAME, NoOrder, from_json, text, values, whole

MAX_ITEM_BYTES = 16 * 1024
MAX_IDS = 16
MAX_ID = 1_000_000_000
# How long a bundle waits for its items, from the first request to the last byte.
TIME_LIMIT_SECONDS = 5


class BadItem(Exception):
    """The upstream could not be reached, or answered with something else than the item."""


def parse_ids(query: str) -> list[int] | None:
    """Exactly one `ids` of 1 to 16 numbers as they stand: urllib would decode them."""
    lists = [part.removeprefix("ids=") for part in query.split("&") if part.startswith("ids=")]
    ids = lists[0].split(",", MAX_IDS) if len(lists) == 1 else []
    if not 1 <= len(ids) <= MAX_IDS:
        return None
    if not all(digits.isascii() and digits.isdigit() and len(digits) <= 10 for digits in ids):
        return None
    numbers = [int(digits) for digits in ids]
    return numbers if max(numbers) <= MAX_ID else None


def upstream_url() -> str | None:
    """UPSTREAM_URL, a host with a port or without."""
    url = os.environ.get("UPSTREAM_URL")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        origin = f"http://{parts.netloc}"
        is_plain = parts.hostname and "@" not in parts.netloc and (parts.port is None or parts.port >= 0)
    except ValueError:
        is_plain = False
    if not is_plain or url not in (origin, f"{origin}/"):
        sys.exit(f'UPSTREAM_URL_INVALID: UPSTREAM_URL must be a URL like http://127.0.0.1:8081, found "{url}"')
    return origin


def new_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        auto_decompress=False,
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=None),
    )


async def items(session: aiohttp.ClientSession, origin: str, ids: list[int]) -> list[dict[str, object]]:
    """In the order of the ids; the first failure ends the rest. @raises BadItem, TimeoutError"""
    async with asyncio.timeout(TIME_LIMIT_SECONDS):
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(item(session, origin, one)) for one in ids]
        except* (aiohttp.ClientError, OSError, NoOrder, ValueError) as errors:
            raise BadItem from errors
    return [task.result() for task in tasks]


async def item(session: aiohttp.ClientSession, origin: str, one: int) -> dict[str, object]:
    async with session.get(f"{origin}/items/{one}", allow_redirects=False) as response:
        if response.status != 200:
            raise NoOrder
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > MAX_ITEM_BYTES:
                raise NoOrder
    found, name, unit, stock = values(from_json(bytes(body)), ("id", "name", "unitCents", "stock"))
    if whole(found, 0, MAX_ID) != one:
        raise NoOrder
    return {
        "id": one,
        "name": text(NAME, name),
        "unitCents": whole(unit, 0, 1_000_000),
        "stock": whole(stock, 0, 1_000_000),
    }
