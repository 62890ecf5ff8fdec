"""The sandbox over real HTTP: what it shows, what it streams, what it refuses."""

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, ClientTimeout

from bot.channels.base import Parcel
from care.message import Address
from tests.kit.desk import EchoDesk, serving

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def desk() -> EchoDesk:
    return EchoDesk()


@pytest.fixture
async def http(desk: EchoDesk) -> AsyncIterator[ClientSession]:
    async with serving(desk) as base, ClientSession(base, timeout=ClientTimeout(total=20)) as session:
        yield session


async def post(http: ClientSession, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with http.post(f"/sandbox/{path}", data=BytesIO(raw), headers=JSON | headers) as response:
        return response.status, await response.json()


async def events(response: ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """(event, payload) as they come in."""
    event = "message"
    async for raw in response.content:
        name, _, value = raw.decode().rstrip("\n").partition(": ")
        if name == "event":
            event = value
        elif name == "data":
            yield event, json.loads(value)
        elif not name:
            event = "message"


async def texts(response: ClientResponse, count: int) -> list[str]:
    found: list[str] = []
    async for event, body in events(response):
        if event == "message":
            found.append(body["text"])
        if len(found) == count:
            break
    return found


async def test_the_page_allows_no_inline_script_and_no_frame(http: ClientSession) -> None:
    async with http.get("/sandbox") as response:
        page, policy = await response.text(), response.headers["Content-Security-Policy"]
    assert response.content_type == "text/html"
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("name", "kind"),
    [("sandbox.js", "text/javascript"), ("sandbox.css", "text/css"), ("icon.svg", "image/svg+xml")],
)
async def test_the_pages_files_come_with_their_type(http: ClientSession, name: str, kind: str) -> None:
    async with http.get(f"/sandbox/static/{name}") as response:
        assert (response.status, response.content_type) == (200, kind)
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["none.js", "index.html", "..%2f..%2fpyproject.toml", "%2e%2e/__init__.py"])
async def test_other_files_are_not_given_out(http: ClientSession, name: str) -> None:
    async with http.get(f"/sandbox/static/{name}") as response:
        assert response.status == 404


async def test_a_reloaded_page_finds_the_whole_conversation(http: ClientSession) -> None:
    assert (await post(http, "say", {"key": "wang", "text": "屋顶漏水"})) == (200, {"reply": "收到：屋顶漏水"})
    async with http.get("/sandbox/state") as response:
        state = await response.json()
    assert [person["name"] for person in state["people"]] == ["王奶奶", "李明", "韦芳", "覃静"]
    assert state["now"] == "2026-03-02T09:00:00+08:00"
    said = [(line["to"], line["author"], line["text"]) for line in state["lines"]]
    assert said == [
        ("wang", "wang", "屋顶漏水"),
        ("li", "守望", "12号 屋顶漏水\n回「12 接」"),
        ("wang", "守望", "收到：屋顶漏水"),
    ]
    assert [line["answers"] for line in state["lines"]] == [0, 0, 1]
    assert {line["at"] for line in state["lines"]} == {state["now"]}


async def test_the_group_hears_what_is_said_in_it_and_silence_stays_silent(http: ClientSession, desk: EchoDesk) -> None:
    said = {"key": "wang", "text": "吃饭了吗", "in_group": True, "quote": "12号"}
    assert (await post(http, "say", said)) == (200, {"reply": ""})
    assert [(line.group, line.text) for line in desk.console.lines()] == [("G村互助群", "吃饭了吗")]
    assert desk.heard == [("wang", "吃饭了吗", True, "12号")]


async def test_the_stream_tells_the_time_then_what_was_missed_then_what_comes(
    http: ClientSession, desk: EchoDesk
) -> None:
    for text in ("一", "二"):
        desk.console.note(Address("console", "li"), text, author="li")
    async with http.get("/sandbox/events", params={"after": "1"}) as response:
        stream = events(response)
        assert await anext(stream) == ("pulse", {"now": "2026-03-02T09:00:00+08:00", "run": desk.console.run})
        assert (await anext(stream))[1]["text"] == "二"
        await desk.console.send(Parcel(Address("console", "li"), "三\n\ndata: 假", "k1"))
        assert [(await anext(stream))[0], (await anext(stream))[1]["text"]] == ["pulse", "三\n\ndata: 假"]


async def test_a_reconnecting_browser_goes_on_where_it_was(http: ClientSession, desk: EchoDesk) -> None:
    for text in ("一", "二", "三"):
        desk.console.note(Address("console", "li"), text, author="li")
    async with http.get("/sandbox/events?after=0", headers={"Last-Event-ID": "2"}) as response:
        assert await texts(response, 1) == ["三"]


async def test_a_browser_that_outlived_a_restart_gets_the_new_log(http: ClientSession, desk: EchoDesk) -> None:
    desk.console.note(Address("console", "li"), "一", author="li")
    async with http.get("/sandbox/events", headers={"Last-Event-ID": "9000"}) as response:
        assert await texts(response, 1) == ["一"]


async def test_a_quiet_stream_shows_that_it_is_alive(desk: EchoDesk) -> None:
    async with (
        serving(desk, keep_alive=0.01) as base,
        ClientSession(base) as session,
        session.get("/sandbox/events") as response,
    ):
        stream = events(response)
        assert [(await anext(stream))[0] for _ in range(3)] == ["pulse"] * 3


async def test_open_streams_end_when_the_server_stops(desk: EchoDesk) -> None:
    async with asyncio.timeout(20), ClientSession() as session:
        async with serving(desk) as base:
            response = await session.get(f"{base}/sandbox/events")
            await anext(events(response))
        assert (await response.content.read()).strip() == b""


async def test_the_clock_moves_forward_and_what_falls_due_is_seen(http: ClientSession, desk: EchoDesk) -> None:
    status, answer = await post(http, "clock", {"minutes": 10})
    assert (status, answer["now"]) == (200, "2026-03-02T09:10:00+08:00")
    status, answer = await post(http, "clock", {"until": "07:30"})
    assert (status, answer["now"]) == (200, "2026-03-03T07:30:00+08:00")
    assert [(line.to.name, line.text) for line in desk.console.lines()] == [("li", "早上好")]


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("say", b"{", 400, "没看懂，请刷新页面再试。"),
        ("say", b"\xff\xfe{}", 400, "没看懂，请刷新页面再试。"),
        ("say", b"[" * 60_000, 400, "没看懂，请刷新页面再试。"),
        ("say", ["王奶奶"], 400, "没看懂，请刷新页面再试。"),
        ("say", {"key": "wang", "text": 7}, 400, "没看懂，请刷新页面再试。"),
        ("say", {"key": "wang", "text": "\ud800"}, 400, "没看懂，请刷新页面再试。"),
        ("say", {"key": "wang", "text": " \n"}, 400, "还没有写字。"),
        ("say", {"key": "nobody", "text": "好"}, 404, "村里没有这个人。"),
        ("say", {"key": "wang", "text": "长" * 2001}, 413, "太长了，请分几次说。"),
        ("say", {"key": "wang", "text": "好", "quote": "长" * 2001}, 413, "太长了，请分几次说。"),
        ("say", b" " * (64 * 1024 + 1), 413, "太长了，请分几次说。"),
        ("say", b" " * (2 * 1024 * 1024), 413, "太长了，请分几次说。"),
        ("clock", {}, 400, "时间只能往后拨，按整分钟算。"),
        ("clock", {"minutes": -10}, 400, "时间只能往后拨，按整分钟算。"),
        ("clock", {"minutes": 0}, 400, "时间只能往后拨，按整分钟算。"),
        ("clock", {"minutes": True}, 400, "时间只能往后拨，按整分钟算。"),
        ("clock", {"minutes": 0.5}, 400, "时间只能往后拨，按整分钟算。"),
        ("clock", {"minutes": 31 * 24 * 60 + 1}, 400, "一次最多拨 31 天。"),
        ("clock", {"minutes": 10**400}, 400, "一次最多拨 31 天。"),
        ("clock", {"until": "25:00"}, 400, "时间要写成 07:30 这样。"),
        ("clock", {"until": "7:30"}, 400, "时间要写成 07:30 这样。"),
    ],
)
async def test_what_makes_no_sense_gets_one_clear_sentence(
    http: ClientSession, desk: EchoDesk, path: str, body: object, status: int, sentence: str
) -> None:
    assert await post(http, path, body) == (status, {"error": sentence})
    assert (desk.heard, desk.console.lines()) == ([], ())


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_another_site_cannot_speak_for_the_villagers(
    http: ClientSession, desk: EchoDesk, headers: dict[str, str]
) -> None:
    answer = await post(http, "say", {"key": "wang", "text": "好"}, **headers)
    assert answer == (403, {"error": "只有沙盒页面可以这样做。"})
    assert desk.heard == []


async def test_a_form_cannot_post(http: ClientSession, desk: EchoDesk) -> None:
    answer = await post(http, "say", {"key": "wang", "text": "好"}, **{"Content-Type": "text/plain"})
    assert answer == (415, {"error": "只收 JSON。"})
    assert desk.heard == []


async def test_a_nonsense_place_in_the_stream_is_refused(http: ClientSession) -> None:
    async with http.get("/sandbox/events", params={"after": "一"}) as response:
        assert (response.status, await response.json()) == (400, {"error": "请刷新页面。"})
