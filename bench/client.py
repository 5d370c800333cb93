"""A small browser: keeps its connection and its cookies, fills in forms, and costs little."""

import asyncio
import gzip
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S | re.I)
INPUT = re.compile(r"<input\b([^>]*)>", re.S | re.I)
SELECT = re.compile(r"<select\b([^>]*)>(.*?)</select>", re.S | re.I)
OPTION = re.compile(r"<option\b([^>]*)>", re.S | re.I)
ATTRIBUTE = re.compile(r"([\w:-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?", re.S)
NOT_SENT = {"submit", "button", "reset", "image", "file"}


class Surprise(AssertionError):
    """The house answered what the story did not expect."""


@dataclass(slots=True)
class Response:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int
    url: str

    @property
    def text(self) -> str:
        """The page."""
        body = (
            gzip.decompress(self.body)
            if self.headers.get("content-encoding") == "gzip"
            else self.body
        )
        return body.decode()

    def expect(self, status: int = 200) -> "Response":
        """Itself; refuses another status (Surprise)."""
        if self.status != status:
            words = re.sub(r"<(script|style).*?</\1>|<[^>]+>|\s+", " ", self.text, flags=re.S)
            raise Surprise(f"{self.status} at {self.url}: {' '.join(words.split())[:400]}")
        return self


class Wire(asyncio.Protocol):
    """One connection; one question at a time."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.answer: asyncio.Future[tuple[int, dict[str, str], bytes, int]] | None = None
        self.transport: Any = None
        self.need: int | None = None
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready."""
        self.transport, self.open = transport, True

    def connection_lost(self, error: Exception | None) -> None:
        """Whoever waits hears of it."""
        self.open = False
        if self.answer and not self.answer.done():
            self.answer.set_exception(ConnectionError("the connection was closed"))

    def data_received(self, data: bytes) -> None:
        """Until the whole answer is here."""
        self.buffer += data
        if self.need is None:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self._read_head(end)
        if self.chunked:
            if self.buffer.endswith(b"0\r\n\r\n"):
                self._done(_unchunk(bytes(self.buffer[self.head_size :])))
        elif self.need is not None and len(self.buffer) >= self.need:
            self._done(bytes(self.buffer[self.head_size :]))

    def _read_head(self, end: int) -> None:
        first, *lines = self.buffer[:end].decode("latin-1").split("\r\n")
        self.status = int(first.split(" ", 2)[1])
        self.headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            name = name.lower()
            known = self.headers.get(name)
            value = value.strip()
            self.headers[name] = f"{known}\n{value}" if known and name == "set-cookie" else value
        self.head_size = end + 4
        self.chunked = self.headers.get("transfer-encoding") == "chunked"
        self.need = self.head_size + int(self.headers.get("content-length", 0))

    def _done(self, body: bytes) -> None:
        size = len(self.buffer)
        self.buffer.clear()
        self.need = None
        if self.answer and not self.answer.done():
            self.answer.set_result((self.status, self.headers, body, size))


def _unchunk(raw: bytes) -> bytes:
    parts, at = [], 0
    while True:
        end = raw.index(b"\r\n", at)
        length = int(raw[at:end], 16)
        if not length:
            return b"".join(parts)
        parts.append(raw[end + 2 : end + 2 + length])
        at = end + 4 + length


class Browser:
    """One visitor."""

    def __init__(
        self,
        port: int,
        *,
        encoding: str = "identity",
        cookies: Mapping[str, str] | None = None,
        key: str = "",
    ) -> None:
        self.port, self.origin = port, f"http://127.0.0.1:{port}"
        self.cookies = dict(cookies or {})
        self.wire: Wire | None = None
        self.requests = 0
        self.constant = (
            f"Host: 127.0.0.1:{port}\r\nAccept-Encoding: {encoding}\r\n"
            "Accept-Language: en\r\nUser-Agent: bench\r\n"
        )
        if key:
            self.constant += f"Authorization: Bearer {key}\r\n"

    async def get(self, path: str) -> Response:
        """The page at a path or address of the house."""
        return await self._ask("GET", path, b"", "")

    async def post(self, path: str, facts: dict[str, Any] | list[tuple[str, Any]]) -> Response:
        """What comes of sending a form."""
        body = urlencode(facts).encode()
        return await self._ask("POST", path, body, "application/x-www-form-urlencoded")

    async def send(self, path: str, body: bytes, kind: str = "application/json") -> Response:
        """What comes of sending something else than a form."""
        return await self._ask("POST", path, body, kind)

    async def follow(self, response: Response) -> Response:
        """Where a redirect leads, at most five times."""
        for _ in range(5):
            if response.status not in {301, 302, 303, 307, 308}:
                return response
            response = await self.get(urljoin(response.url, response.headers["location"]))
        raise Surprise("redirected round and round")

    async def submit(self, page: Response, action: str, **facts: Any) -> Response:
        """Fills in the form whose address contains `action`, sends it, and follows."""
        target, fields = form(page.text, action)
        fields |= facts
        sent = {name: value for name, value in fields.items() if value is not None}
        return await self.follow(await self.post(urljoin(page.url, target), sent))

    async def close(self) -> None:
        """Hangs up."""
        if self.wire and self.wire.open:
            self.wire.transport.close()

    async def _ask(self, method: str, path: str, body: bytes, kind: str) -> Response:
        parts = urlsplit(path)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        head = f"{method} {target} HTTP/1.1\r\n{self.constant}"
        if self.cookies:
            head += "Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()) + "\r\n"
        if method != "GET":
            head += (
                f"Origin: {self.origin}\r\nReferer: {self.origin}/\r\n"
                f"Sec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(body)}\r\n"
            )
        status, headers, answer, size = await self._exchange(head.encode() + b"\r\n" + body)
        self.requests += 1
        for line in headers.get("set-cookie", "").split("\n"):
            name, _, value = line.partition(";")[0].partition("=")
            if name:
                self.cookies[name] = value
        return Response(status, headers, answer, size, self.origin + target)

    async def _exchange(self, raw: bytes) -> tuple[int, dict[str, str], bytes, int]:
        for attempt in (1, 2):
            fresh = self.wire is None or not self.wire.open
            if self.wire is None or not self.wire.open:
                loop = asyncio.get_running_loop()
                _, self.wire = await loop.create_connection(Wire, "127.0.0.1", self.port)
            self.wire.answer = asyncio.get_running_loop().create_future()
            self.wire.transport.write(raw)
            try:
                return await self.wire.answer
            except ConnectionError:
                # A connection kept from before may have been closed meanwhile; a new one not.
                if fresh or attempt == 2:
                    raise
        raise ConnectionError("no answer")


def form(page: str, action: str) -> tuple[str, dict[str, Any]]:
    """Address and values of the form whose address (or id) contains `action`, as it stands."""
    for found in FORM.finditer(page):
        facts = attributes(found[1])
        if action in facts.get("action", "") or action == facts.get("id"):
            return facts.get("action", ""), _values(found[2])
    raise Surprise(f"no form for {action!r}")


def _values(inside: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for found in INPUT.finditer(inside):
        facts = attributes(found[1])
        kind, name = facts.get("type", "text").lower(), facts.get("name")
        if not name or kind in NOT_SENT or "disabled" in facts:
            continue
        if kind in {"radio", "checkbox"} and "checked" not in facts:
            continue
        values[name] = facts.get("value", "on" if kind == "checkbox" else "")
    for found in SELECT.finditer(inside):
        name = attributes(found[1]).get("name")
        options = [attributes(each[1]) for each in OPTION.finditer(found[2])]
        chosen = next(
            (each for each in options if "selected" in each), options[0] if options else {}
        )
        if name:
            values[name] = chosen.get("value", "")
    return values


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag."""
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in ATTRIBUTE.finditer(text)
    }
