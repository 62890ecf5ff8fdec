"""The sandbox page (沙盒): the whole demo village on one screen. For trying out, never for the public.

The app that mounts `routes` closes `desk.console` in its `on_shutdown`: that ends the open event streams.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import time, timedelta, tzinfo
from functools import partial, wraps
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels.console import BOT, Line
from bot.desk import Desk, speak, until

LONGEST_TEXT = 2000  # 字
LONGEST_BODY = 64 * 1024
LONGEST_MOVE = timedelta(days=31)
KEEP_ALIVE = 10.0  # 秒；中间的代理常在无声 30～60 秒后断线
PAGE = Path(str(resources.files("web"))) / "sandbox"
GUARD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
TYPES = {  # 不问机器的登记表：有的机器把 .js 说成 text/plain
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
compact = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class NotAccepted(Exception):
    """A request that makes no sense here; its text is the sentence shown to the person."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def routes(desk: Desk, *, keep_alive: float = KEEP_ALIVE) -> list[web.RouteDef]:
    """Everything below /sandbox. `keep_alive`: seconds of silence after which a stream shows it is alive."""
    sandbox = Sandbox(desk, keep_alive)
    return [
        web.get("/sandbox", page),
        web.get(r"/sandbox/static/{name:[a-z]+\.(?:js|css|svg)}", asset),
        web.get("/sandbox/state", sandbox.state),
        web.get("/sandbox/events", polite(sandbox.events)),
        web.post("/sandbox/say", polite(sandbox.say)),
        web.post("/sandbox/clock", polite(sandbox.clock)),
    ]


def polite(answer: Answer) -> Answer:
    """Turn `NotAccepted` into an answer the page can show."""

    @wraps(answer)
    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await answer(request)
        except NotAccepted as refusal:
            return spoken({"error": str(refusal)}, status=refusal.status)

    return answered


def spoken(body: object, *, status: int = 200) -> web.Response:
    headers = GUARD | {"Cache-Control": "no-store"}
    return web.json_response(body, status=status, headers=headers, dumps=compact)


async def page(_: web.Request) -> web.StreamResponse:
    return file_of("index.html")


async def asset(request: web.Request) -> web.StreamResponse:
    return file_of(request.match_info["name"])


def file_of(name: str) -> web.StreamResponse:
    path = PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=GUARD | {"Content-Type": TYPES[path.suffix]})


class Sandbox:
    """What the page asks of the desk."""

    def __init__(self, desk: Desk, keep_alive: float) -> None:
        self.desk = desk
        self.keep_alive = keep_alive

    async def state(self, _: web.Request) -> web.StreamResponse:
        """Who there is, and the conversation so far."""
        desk = self.desk
        return spoken(
            {
                "bot": BOT,
                "group": desk.group,
                "people": [asdict(figure) for figure in desk.people],
                "lines": [line_of(line, desk.now().tzinfo) for line in desk.console.lines()],
                **self.pulse(),
            }
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: each line as it comes, and a `pulse` with the time before them and in silence."""
        console, after = self.desk.console, last_seen(request)
        if after > console.last:
            after = 0  # 程序重启过，编号从头数
        headers = GUARD | {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        stream = web.StreamResponse(headers=headers | {"X-Accel-Buffering": "no"})
        await stream.prepare(request)
        with suppress(ConnectionResetError):  # 页面关了
            while not console.closed:
                lines = console.lines(after)
                await stream.write(self.burst(lines).encode())
                after = lines[-1].seq if lines else after
                with suppress(TimeoutError):
                    await asyncio.wait_for(console.wait(after), self.keep_alive)
        return stream

    def burst(self, lines: tuple[Line, ...]) -> str:
        zone = self.desk.now().tzinfo
        told = (f"id: {line.seq}\ndata: {compact(line_of(line, zone))}\n\n" for line in lines)
        return f"event: pulse\nretry: 2000\ndata: {compact(self.pulse())}\n\n" + "".join(told)

    async def say(self, request: web.Request) -> web.StreamResponse:
        """`{key, text, in_group, quote}` → `{reply}`."""
        body = await body_of(request)
        key, text, quote = (text_of(body, name) for name in ("key", "text", "quote"))
        if key not in {figure.key for figure in self.desk.people}:
            raise NotAccepted("村里没有这个人。", 404)
        if not text.strip():
            raise NotAccepted("还没有写字。")
        reply = await speak(self.desk, key, text, in_group=body.get("in_group") is True, quote=quote)
        return spoken({"reply": reply})

    async def clock(self, request: web.Request) -> web.StreamResponse:
        """`{minutes: 10}` or `{until: "07:30"}` → `{now, run}`."""
        body = await body_of(request)
        await self.desk.move_clock(self.move_of(body))
        return spoken(self.pulse())

    def move_of(self, body: dict[str, object]) -> timedelta:
        if "until" in body:
            return until(self.desk.now(), time_of(text_of(body, "until")))
        minutes = body.get("minutes")
        if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes <= 0:
            raise NotAccepted("时间只能往后拨，按整分钟算。")
        if minutes > LONGEST_MOVE / timedelta(minutes=1):
            raise NotAccepted("一次最多拨 31 天。")
        return timedelta(minutes=minutes)

    def pulse(self) -> dict[str, str]:
        return {"now": self.desk.now().isoformat(), "run": self.desk.console.run}


def line_of(line: Line, zone: tzinfo | None) -> dict[str, object]:
    return asdict(line) | {"at": line.at.astimezone(zone).isoformat(), "to": line.to.name}


def last_seen(request: web.Request) -> int:
    """The reconnecting browser's own account goes before the address it first asked for."""
    seen = request.headers.get("Last-Event-ID") or request.query.get("after") or "0"
    if not re.fullmatch(r"[0-9]{1,15}", seen):
        raise NotAccepted("请刷新页面。")
    return int(seen)


async def body_of(request: web.Request) -> dict[str, object]:
    """The JSON object of a request that our own page made."""
    if not from_our_page(request):
        raise NotAccepted("只有沙盒页面可以这样做。", 403)
    if request.content_type != "application/json":
        raise NotAccepted("只收 JSON。", 415)
    try:
        body = json.loads(await small_body(request))
    except (ValueError, RecursionError):
        raise NotAccepted("没看懂，请刷新页面再试。") from None
    if not isinstance(body, dict):
        raise NotAccepted("没看懂，请刷新页面再试。")
    return body


async def small_body(request: web.Request) -> bytes:
    too_long = NotAccepted("太长了，请分几次说。", 413)
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise too_long from None
    if len(raw) > LONGEST_BODY:
        raise too_long
    return raw


def from_our_page(request: web.Request) -> bool:
    """Browsers say where a POST comes from; a program on this machine that says nothing is let in."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc == request.host


def text_of(body: dict[str, object], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or any("\ud800" <= char <= "\udfff" for char in value):
        raise NotAccepted("没看懂，请刷新页面再试。")
    if len(value) > LONGEST_TEXT:
        raise NotAccepted("太长了，请分几次说。", 413)
    return value


def time_of(text: str) -> time:
    if not re.fullmatch(r"[0-9]{2}:[0-9]{2}", text):
        raise NotAccepted("时间要写成 07:30 这样。")
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise NotAccepted("时间要写成 07:30 这样。") from None
