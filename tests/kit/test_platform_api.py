"""The API hosts of the simulator: tokens, windows, and the losses the platform does not report."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from tests.kit.platform import Platform, Trouble


class Client:
    """Somebody's HTTP client; knows nothing of tokens."""

    def __init__(self, platform: Platform, session: aiohttp.ClientSession) -> None:
        self.platform = platform
        self.session = session
        self.patience = aiohttp.ClientTimeout(total=5)

    async def post(self, url: str, body: object, token: str = "") -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        async with self.session.post(url, data=raw, params={"access_token": token}, timeout=self.patience) as answer:
            assert answer.status == 200
            return await answer.json()

    async def stable(self, *, force: bool = False, secret: str = "") -> Any:
        wechat = self.platform.wechat
        secret = secret or wechat.app_secret
        asked = {"grant_type": "client_credential", "appid": wechat.wire.app_id, "secret": secret}
        return await self.post(wechat.api_base + "/cgi-bin/stable_token", asked | {"force_refresh": force})

    async def custom(self, token: str, openid: str, words: str) -> int:
        body = {"touser": openid, "msgtype": "text", "text": {"content": words}}
        return await self.custom_raw(token, json.dumps(body, ensure_ascii=False).encode())

    async def custom_raw(self, token: str, body: bytes) -> int:
        url = self.platform.wechat.api_base + "/cgi-bin/message/custom/send"
        return int((await self.post(url, body, token))["errcode"])

    async def gettoken(self) -> str:
        wecom = self.platform.wecom
        params = {"corpid": wecom.corp_id, "corpsecret": wecom.corp_secret}
        async with self.session.get(wecom.api_base + "/cgi-bin/gettoken", params=params) as answer:
            return str((await answer.json())["access_token"])

    async def message(self, token: str, touser: str, words: str, **extra: object) -> Any:
        body = {"touser": touser, "msgtype": "text", "agentid": self.platform.wecom.agent_id}
        letter = body | {"text": {"content": words}} | extra
        return await self.post(self.platform.wecom.api_base + "/cgi-bin/message/send", letter, token)


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Platform() as platform, aiohttp.ClientSession() as session:
        yield Client(platform, session)


async def test_stable_token_is_the_same_until_five_minutes_before_its_end(client: Client) -> None:
    first = await client.stable()
    client.platform.clock.advance(timedelta(seconds=6800))
    assert (await client.stable())["access_token"] == first["access_token"]
    client.platform.clock.advance(timedelta(seconds=150))
    second = await client.stable()
    assert second["access_token"] != first["access_token"]
    tokens = client.platform.wechat.api.tokens
    assert (tokens.check(first["access_token"]), tokens.check(second["access_token"])) == (0, 0)
    client.platform.clock.advance(timedelta(seconds=300))
    assert tokens.check(first["access_token"]) == 42001
    assert client.platform.wechat.token_requests == 3


async def test_a_forced_token_voids_the_old_one_but_not_twice_in_thirty_seconds(client: Client) -> None:
    first = await client.stable()
    forced = await client.stable(force=True)
    assert forced["access_token"] != first["access_token"]
    assert client.platform.wechat.api.tokens.check(first["access_token"]) == 40001
    assert (await client.stable(force=True))["access_token"] == forced["access_token"]


async def test_twenty_forced_tokens_a_day(client: Client) -> None:
    for _ in range(20):
        client.platform.clock.advance(timedelta(seconds=30))
        assert "access_token" in await client.stable(force=True)
    client.platform.clock.advance(timedelta(seconds=30))
    assert (await client.stable(force=True))["errcode"] == 45009


async def test_a_wrong_secret_gets_no_token(client: Client) -> None:
    assert (await client.stable(secret="wrong"))["errcode"] == 40001


async def test_five_messages_in_forty_eight_hours_of_a_word(client: Client) -> None:
    wechat, token = client.platform.wechat, (await client.stable())["access_token"]
    assert await client.custom(token, "oA", "一") == 40003
    wechat.happened(wechat.letters.text("oA", "好"))
    assert [await client.custom(token, "oA", "一") for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    wechat.happened(wechat.letters.text("oA", "还在吗"))
    assert await client.custom(token, "oA", "二") == 0
    client.platform.clock.advance(timedelta(hours=48))
    fresh = (await client.stable())["access_token"]
    assert await client.custom(fresh, "oA", "三") == 45015
    assert wechat.seen("oA") == ["一"] * 5 + ["二"]


async def test_three_messages_in_a_minute_of_a_touch(client: Client) -> None:
    wechat, token = client.platform.wechat, (await client.stable())["access_token"]
    wechat.happened(wechat.letters.follow("oA"))
    assert [await client.custom(token, "oA", "一") for _ in range(4)] == [0, 0, 0, 45047]
    wechat.happened(wechat.letters.tap("oA", "HELP"))
    client.platform.clock.advance(timedelta(minutes=1))
    assert await client.custom(token, "oA", "一") == 45015
    wechat.happened(wechat.letters.unfollow("oA"))
    assert await client.custom(token, "oA", "一") == 43004


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (rb'{"touser":"oA","msgtype":"text","text":{"content":"\u505c\u6c34"}}', 40033),
        ('{"touser":"oA","msgtype":"text","text":{"content":"C:\\\\\\\\u505c 停"}}'.encode(), 0),
        (b'{"touser":"oA","msgtype":"text","text":{"content":""}}', 44004),
        (b'{"touser":"oA","msgtype":"text","text":{"content":"' + b"x" * 2048 + b'"}}', 0),
        (b'{"touser":"oA","msgtype":"text","text":{"content":"' + b"x" * 2049 + b'"}}', 45002),
        (b'{"touser":"oA"', 47001),
        (b"[]", 47001),
    ],
)
async def test_bodies_the_platform_refuses(client: Client, body: bytes, code: int) -> None:
    client.platform.wechat.happened(client.platform.wechat.letters.text("oA", "好"))
    assert await client.custom_raw((await client.stable())["access_token"], body) == code


async def test_errcodes_and_troubles_come_in_the_order_asked(client: Client) -> None:
    wechat = client.platform.wechat
    wechat.happened(wechat.letters.text("oA", "好"))
    wechat.fail_next(-1)
    wechat.fail_next(45009)
    token = (await client.stable())["access_token"]
    assert [await client.custom(token, "oA", "一") for _ in range(3)] == [-1, 45009, 0]
    wechat.fail_next(Trouble.RESET)
    with pytest.raises(aiohttp.ClientError):
        await client.custom(token, "oA", "二")
    assert (wechat.seen("oA"), wechat.sends) == (["一"], 4)


async def test_taken_is_seen_though_never_answered(client: Client) -> None:
    wechat = client.platform.wechat
    wechat.happened(wechat.letters.text("oA", "好"))
    token = (await client.stable())["access_token"]
    wechat.fail_next(Trouble.TAKEN)
    client.patience = aiohttp.ClientTimeout(total=0.3)
    with pytest.raises(TimeoutError):
        await client.custom(token, "oA", "一")
    assert wechat.seen("oA") == ["一"]


async def test_wecom_tells_of_unknown_members_only_in_the_answer(client: Client) -> None:
    wecom, token = client.platform.wecom, await client.gettoken()
    wecom.hire("LiMing")
    answer = await client.message(token, "liming|Nobody", "今日走访")
    assert (answer["errcode"], answer["invaliduser"]) == (0, "nobody")
    assert (await client.message(token, "nobody", "今日走访"))["errcode"] == 81013
    assert wecom.seen("LIMING") == ["今日走访"]


async def test_wecom_drops_the_thirty_first_in_a_minute_without_a_word(client: Client) -> None:
    wecom, token = client.platform.wecom, await client.gettoken()
    wecom.hire("liming")
    answers = [await client.message(token, "liming", f"{n}") for n in range(32)]
    assert {answer["errcode"] for answer in answers} == {0}
    assert (len(wecom.seen("liming")), wecom.dropped) == (30, 2)
    client.platform.clock.advance(timedelta(minutes=1))
    await client.message(token, "liming", "again")
    assert wecom.seen("liming")[-1] == "again"


async def test_wecom_cuts_at_2048_bytes_and_swallows_repeats(client: Client) -> None:
    wecom, token = client.platform.wecom, await client.gettoken()
    wecom.hire("liming")
    await client.message(token, "liming", "长" * 700)
    assert wecom.seen("liming") == ["长" * 682]
    for _ in range(2):
        await client.message(token, "liming", "催", enable_duplicate_check=1, duplicate_check_interval=600)
    assert (len(wecom.seen("liming")), wecom.swallowed, wecom.truncated) == (2, 1, 1)


async def test_wecom_tokens_are_revoked_and_expire(client: Client) -> None:
    wecom, token = client.platform.wecom, await client.gettoken()
    assert await client.gettoken() == token
    wecom.revoke_tokens()
    assert (await client.message(token, "liming", "一"))["errcode"] == 40014
    second = await client.gettoken()
    client.platform.clock.advance(timedelta(seconds=7200))
    assert (await client.message(second, "liming", "一"))["errcode"] == 42001
    assert (await client.message("", "liming", "一"))["errcode"] == 41001
