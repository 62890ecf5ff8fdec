"""What the senders put on the wire, and what they make of answers the contract table does not cover."""

import json
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.base import Busy, Misconfigured, Parcel, ReceiverUnknown, Rejected, SendFailed, Throttled
from bot.channels.wechat import WeChatSender
from bot.channels.wecom_app import WeComSender
from care.message import Address

SECRET = "not-a-secret-of-anybody"
OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}


@dataclass
class Tencent:
    """Answers what it is told to, in turn, and the last for ever; keeps what it was asked."""

    answers: list[dict[str, Any]] = field(default_factory=lambda: [OK])
    tokens: list[dict[str, Any]] = field(default_factory=lambda: [{"access_token": "T1", "expires_in": 7200}])
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, request: web.Request) -> web.Response:
        self.sent.append((request.query["access_token"], await request.read()))
        return web.json_response(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])

    async def token(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query) if request.method == "GET" else await request.json())
        return web.json_response(self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0])

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in self.sent]


@pytest.fixture
def tencent() -> Tencent:
    return Tencent()


@pytest.fixture
async def base(tencent: Tencent) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/cgi-bin/message/send", tencent.send)
    app.router.add_post("/cgi-bin/message/custom/send", tencent.send)
    app.router.add_get("/cgi-bin/gettoken", tencent.token)
    app.router.add_post("/cgi-bin/stable_token", tencent.token)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


@dataclass
class Clock:
    now: float = 1000.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def wecom(base: str, clock: Clock) -> AsyncIterator[WeComSender]:
    sender = WeComSender(corp_id="ww0", corp_secret=SECRET, agent_id=1000002, api_base=base, now=lambda: clock.now)
    yield sender
    await sender.close()


@pytest.fixture
async def wechat(base: str, clock: Clock) -> AsyncIterator[WeChatSender]:
    sender = WeChatSender(app_id="wx0", app_secret=SECRET, api_base=base, now=lambda: clock.now)
    yield sender
    await sender.close()


def to(name: str, text: str = "12号 屋顶漏水", group: str | None = None) -> Parcel:
    return Parcel(Address("any", name), text, "K1", group)


async def failing(sending: Awaitable[None]) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await sending
    return caught.value


async def test_a_member_gets_a_text_that_is_not_sent_twice(tencent: Tencent, wecom: WeComSender) -> None:
    await wecom.send(to("LiMing"))
    assert tencent.asked == [{"corpid": "ww0", "corpsecret": SECRET}]
    assert tencent.bodies == [
        {
            "touser": "LiMing",
            "msgtype": "text",
            "agentid": 1000002,
            "text": {"content": "12号 屋顶漏水"},
            "safe": 0,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 600,
        }
    ]


async def test_a_follower_gets_raw_utf8(tencent: Tencent, wechat: WeChatSender) -> None:
    await wechat.send(to("oABC"))
    assert tencent.asked == [
        {"grant_type": "client_credential", "appid": "wx0", "secret": SECRET, "force_refresh": False}
    ]
    assert tencent.sent == [("T1", '{"touser":"oABC","msgtype":"text","text":{"content":"12号 屋顶漏水"}}'.encode())]


@pytest.mark.parametrize(
    "answer",
    [{"invaliduser": "liming"}, {"invaliduser": "a|b"}, {"unlicenseduser": "liming"}, {"errcode": 81013}],
)
async def test_a_member_who_was_not_reached_is_unknown(
    tencent: Tencent, wecom: WeComSender, answer: dict[str, Any]
) -> None:
    tencent.answers = [OK | answer]
    assert isinstance(await failing(wecom.send(to("LiMing"))), ReceiverUnknown)


@pytest.mark.parametrize("name", ["", "@all", "@ALL", "a|b"])
async def test_a_name_that_means_several_people_is_never_sent_to(
    tencent: Tencent, wecom: WeComSender, name: str
) -> None:
    assert isinstance(await failing(wecom.send(to(name))), ReceiverUnknown)
    assert tencent.sent == []


@pytest.mark.parametrize("text", ["", " \n", "\x00", "长" * 682 + "长长"], ids=ascii)
async def test_a_text_that_would_be_refused_or_cut_is_not_sent(
    tencent: Tencent, wecom: WeComSender, wechat: WeChatSender, text: str
) -> None:
    for sender in (wecom, wechat):
        assert isinstance(await failing(sender.send(to("x", text))), Rejected)
    assert tencent.sent == []


async def test_a_group_cannot_be_reached_from_here(wecom: WeComSender, wechat: WeChatSender) -> None:
    for sender in (wecom, wechat):
        assert isinstance(await failing(sender.send(to("x", group="wrABC"))), ReceiverUnknown)


async def test_a_wrong_secret_is_asked_about_once_and_not_repeated(tencent: Tencent, wecom: WeComSender) -> None:
    tencent.tokens = [{"errcode": 40001, "errmsg": f"invalid credential {SECRET}"}]
    failure = await failing(wecom.send(to("x")))
    assert (type(failure), failure.code, len(tencent.asked)) == (Misconfigured, "40001", 1)
    assert SECRET not in str(failure)


async def test_an_address_not_on_the_white_list_is_named_to_the_operator(tencent: Tencent, wecom: WeComSender) -> None:
    tencent.answers = [{"errcode": 60020, "errmsg": "not allow to access from your ip, from ip: 192.0.2.7"}]
    failure = await failing(wecom.send(to("x")))
    assert isinstance(failure, Misconfigured)
    assert "192.0.2.7" in str(failure)


@pytest.mark.parametrize("answer", [{}, {"errcode": "0"}, {"errcode": None}, {"message": "forbidden"}])
async def test_an_answer_without_an_errcode_is_not_a_yes(
    tencent: Tencent, wecom: WeComSender, answer: dict[str, Any]
) -> None:
    tencent.answers = [answer]
    assert isinstance(await failing(wecom.send(to("x"))), Busy)


async def test_the_same_code_means_another_thing_on_the_other_platform(
    tencent: Tencent, wecom: WeComSender, wechat: WeChatSender
) -> None:
    tencent.answers = [{"errcode": 48002, "errmsg": ""}]
    assert isinstance(await failing(wecom.send(to("x"))), Misconfigured)
    assert isinstance(await failing(wechat.send(to("x"))), ReceiverUnknown)


async def test_a_quota_says_when_to_come_back(tencent: Tencent, wecom: WeComSender) -> None:
    tencent.answers = [{"errcode": 45009, "errmsg": ""}]
    failure = await failing(wecom.send(to("x")))
    assert isinstance(failure, Throttled)
    assert failure.retry_after is not None


async def test_a_token_is_kept_until_five_minutes_before_its_end(
    tencent: Tencent, wecom: WeComSender, clock: Clock
) -> None:
    for moment, asked in ((0, 1), (6899, 1), (6901, 2)):
        clock.now = 1000.0 + moment
        await wecom.send(to("x"))
        assert len(tencent.asked) == asked


def token(value: str) -> dict[str, Any]:
    return {"access_token": value, "expires_in": 7200}


async def test_a_refused_token_that_comes_back_is_replaced_by_force_but_not_every_time(
    tencent: Tencent, wechat: WeChatSender
) -> None:
    tencent.tokens = [token("T1"), token("T1"), token("T2")]
    tencent.answers = [{"errcode": 40001, "errmsg": ""}, OK, {"errcode": 40001, "errmsg": ""}]
    await wechat.send(to("x"))
    assert [asked["force_refresh"] for asked in tencent.asked] == [False, False, True]
    assert [used for used, _ in tencent.sent] == ["T1", "T2"]
    assert isinstance(await failing(wechat.send(to("x"))), Misconfigured)
    assert [asked["force_refresh"] for asked in tencent.asked[3:]] == [False]


async def test_no_error_shows_what_is_secret(tencent: Tencent, wecom: WeComSender, wechat: WeChatSender) -> None:
    tencent.answers = [{"errcode": 45002, "errmsg": f"T1 and {SECRET} are wrong"}]
    for sender in (wecom, wechat):
        failure = await failing(sender.send(to("x")))
        told = repr(failure) + str(failure) + repr(failure.__context__) + repr(sender)
        assert "T1" not in told
        assert SECRET not in told
