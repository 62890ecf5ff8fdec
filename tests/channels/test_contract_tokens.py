"""Tokens: one request for all who ask, one refresh and one retry when refused, an end to both."""

import asyncio
from datetime import timedelta

import pytest

from bot.channels.base import Busy, Misconfigured, WindowClosed
from tests.channels.cases import POSTS, SHORT, Post, failure, wechat_post
from tests.kit.platform import Platform, Trouble


async def test_a_revoked_token_costs_one_refresh_and_one_retry(post: Post) -> None:
    await post.sender.send(post.parcel("一", "K1"))
    post.host.revoke_tokens()
    await post.sender.send(post.parcel("二", "K2"))
    assert (post.seen, post.host.token_requests, post.host.sends) == (["一", "二"], 2, 3)


@pytest.mark.parametrize("code", [40014, 42001])
async def test_a_token_refused_once_costs_one_refresh_and_one_retry(post: Post, code: int) -> None:
    post.host.fail_next(code)
    await post.sender.send(post.parcel("一"))
    assert (post.seen, post.host.sends) == (["一"], 2)


async def test_twenty_cold_sends_ask_for_one_token(post: Post) -> None:
    rows = [post.parcel(f"第{number}条", f"K{number}") for number in range(20)]
    outcomes = await asyncio.gather(*(post.sender.send(row) for row in rows), return_exceptions=True)
    assert post.host.token_requests == 1
    assert all(one is None or isinstance(one, WindowClosed) for one in outcomes)


async def test_twenty_sends_with_a_revoked_token_ask_for_one_more(post: Post) -> None:
    await post.sender.send(post.parcel("一", "K"))
    post.host.revoke_tokens()
    rows = [post.parcel(f"第{number}条", f"K{number}") for number in range(20)]
    await asyncio.gather(*(post.sender.send(row) for row in rows), return_exceptions=True)
    assert post.host.token_requests == 2


async def test_a_token_that_is_never_right_is_given_up_soon(post: Post) -> None:
    post.host.fail_next(40014, times=10_000)
    for _ in range(3):
        assert isinstance(await failure(post), Misconfigured)
    assert post.host.sends <= 6
    assert post.host.token_requests <= 7


async def test_a_failed_token_request_is_not_remembered_as_a_token(post: Post) -> None:
    post.host.fail_next(-1, at="token")
    assert isinstance(await failure(post), Busy)
    await post.sender.send(post.parcel("一"))
    assert post.seen == ["一"]


@pytest.mark.parametrize("name", POSTS)
async def test_a_wrong_secret_is_the_operators_and_is_not_tried_again(platform: Platform, name: str) -> None:
    post = POSTS[name](platform, secret="wrong-secret-of-nobody")
    assert isinstance(await failure(post), Misconfigured)
    assert (post.host.token_requests, post.host.sends) == (1, 0)
    await post.sender.close()


@pytest.mark.parametrize("code", [40164, 60020, 40013])
async def test_a_token_refused_for_the_address_or_the_account_is_the_operators(post: Post, code: int) -> None:
    post.host.fail_next(code, at="token")
    assert isinstance(await failure(post), Misconfigured)


@pytest.mark.parametrize("trouble", [trouble for trouble in Trouble if trouble not in (Trouble.HANG, Trouble.TAKEN)])
async def test_trouble_with_the_token_means_nothing_was_sent(post: Post, trouble: Trouble) -> None:
    post.host.fail_next(trouble, 2, at="token")  # 断线的 GET，客户端自己会再试一次
    assert isinstance(await failure(post), Busy)
    assert post.host.sends == 0


@pytest.mark.parametrize("name", POSTS)
async def test_a_token_request_without_an_answer_sent_nothing(platform: Platform, name: str) -> None:
    post = POSTS[name](platform, timeout=SHORT)
    post.host.fail_next(Trouble.HANG, at="token")
    assert isinstance(await failure(post), Busy)
    assert post.host.sends == 0
    await post.sender.close()


async def test_a_token_is_changed_before_it_ends(post: Post) -> None:
    await post.sender.send(post.parcel("一", "K1"))
    post.clock.advance(timedelta(seconds=7200))
    await post.sender.send(post.parcel("二", "K2"))
    assert (post.seen, post.host.sends) == (["一", "二"], 2), "no send was refused for its token"


async def test_forced_refreshes_stay_within_twenty_a_day(platform: Platform) -> None:
    post = wechat_post(platform)
    post.host.fail_next(40014, times=10_000)
    for _ in range(25):
        await failure(post)
        platform.clock.advance(timedelta(minutes=1))
    assert platform.wechat.api.tokens.forced <= 20
    await post.sender.close()
