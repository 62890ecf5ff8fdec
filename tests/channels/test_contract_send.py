"""The contract of every sender: taken, or the right `SendFailed`; tokens are nobody else's business."""

import traceback
from datetime import timedelta

import pytest

from bot.channels.base import (
    Allowance,
    Busy,
    Misconfigured,
    Parcel,
    ReceiverUnknown,
    Rejected,
    SendFailed,
    Throttled,
    Unconfirmed,
    WindowClosed,
)
from care.message import Kind
from tests.channels.cases import POSTS, SHORT, Post, Talk, failure, wechat_post, wecom_post
from tests.kit.platform import Platform, Trouble

WECHAT_CODES: dict[int, type[SendFailed]] = {
    -1: Busy,
    40001: Misconfigured,
    40003: ReceiverUnknown,
    40013: Misconfigured,
    40014: Misconfigured,
    40033: Rejected,
    42001: Misconfigured,
    43004: ReceiverUnknown,
    45002: Rejected,
    45009: Throttled,
    45011: Throttled,
    45015: WindowClosed,
    45047: WindowClosed,
    47001: Rejected,
    48001: Misconfigured,
    48002: ReceiverUnknown,
    48004: Misconfigured,
    50002: ReceiverUnknown,
    50005: ReceiverUnknown,
}
WECOM_CODES: dict[int, type[SendFailed]] = {
    -1: Busy,
    40003: ReceiverUnknown,
    40008: Rejected,
    40014: Misconfigured,
    40056: Misconfigured,
    40058: Rejected,
    42001: Misconfigured,
    44004: Rejected,
    45002: Rejected,
    45009: Throttled,
    46004: ReceiverUnknown,
    48002: Misconfigured,
    60020: Misconfigured,
    60111: ReceiverUnknown,
    81013: ReceiverUnknown,
    301002: Misconfigured,
}
CODES = [
    *((wechat_post, code, error) for code, error in WECHAT_CODES.items()),
    *((wecom_post, code, error) for code, error in WECOM_CODES.items()),
]


async def test_a_text_arrives_as_it_is(talk: Talk) -> None:
    texts = ["12号办好了", 'a "b" \\u4e2d \\n &lt; ]]>', "一\n二\t三", "👵🏻", "长" * (talk.sender.limit // 3)]
    for number, text in enumerate(texts):
        await talk.sender.send(Parcel(talk.to, text, f"K{number}"))
    assert talk.seen() == texts


async def test_a_text_over_the_limit_is_rejected_before_it_is_cut(talk: Talk) -> None:
    with pytest.raises(Rejected):
        await talk.sender.send(Parcel(talk.to, "长" * (talk.sender.limit // 3 + 1), "K1"))
    assert talk.seen() == []


async def test_a_sender_closes_twice(talk: Talk) -> None:
    await talk.sender.close()
    await talk.sender.close()


async def test_control_characters_do_not_stop_a_text(post: Post) -> None:
    await post.sender.send(post.parcel("停\x00水\x01了\x1f，急"))
    assert [text.replace("\x00", "").replace("\x01", "").replace("\x1f", "") for text in post.seen] == ["停水了，急"]


async def test_what_the_sender_says_of_itself_is_what_the_platform_does(post: Post) -> None:
    assert post.sender.limit == 2048
    minute, hours, touch = timedelta(minutes=1), timedelta(hours=48), Allowance(3, timedelta(minutes=1))
    if post.sender.channel == "wechat":
        assert post.sender.window[Kind.TEXT] == Allowance(5, hours)
        assert {post.sender.window[kind] for kind in (Kind.TAP, Kind.FOLLOW, Kind.SCAN)} == {touch}
        assert Kind.UNFOLLOW not in post.sender.window
    else:
        assert not post.sender.window
        assert any(rate.within == minute and rate.count <= 30 for rate in post.sender.rates)


@pytest.mark.parametrize(("make", "code", "error"), CODES)
async def test_every_errcode_has_its_class(platform: Platform, make: type, code: int, error: type[SendFailed]) -> None:
    post: Post = make(platform)
    post.host.fail_next(code, times=9)
    failed = await failure(post)
    assert (type(failed), failed.code) == (error, str(code))
    assert post.host.sends <= 2
    await post.sender.close()


async def test_an_unknown_errcode_is_a_send_failure_too(post: Post) -> None:
    post.host.fail_next(987654)
    assert (await failure(post)).code == "987654"


async def test_too_many_says_when_to_come_back(platform: Platform) -> None:
    post = wechat_post(platform)
    post.host.fail_next(45011)
    assert (await failure(post)).retry_after == timedelta(seconds=60)
    await post.sender.close()


async def test_an_error_leaves_the_next_message_alone(post: Post) -> None:
    post.host.fail_next(45002)
    await failure(post)
    await post.sender.send(post.parcel("第二条"))
    assert post.seen == ["第二条"]


@pytest.mark.parametrize(
    ("trouble", "errors"),
    [
        (Trouble.SERVER_ERROR, (Busy,)),
        (Trouble.NOT_JSON, (Busy, Unconfirmed)),
        (Trouble.BROKEN_JSON, (Busy, Unconfirmed)),
        (Trouble.WRONG_SHAPE, (Busy, Unconfirmed)),
        (Trouble.RESET, (Unconfirmed,)),
    ],
)
async def test_trouble_on_the_way_is_tried_again(
    post: Post, trouble: Trouble, errors: tuple[type[SendFailed], ...]
) -> None:
    post.host.fail_next(trouble)
    failed = await failure(post)
    assert isinstance(failed, errors)
    assert failed.again
    await post.sender.send(post.parcel("又一次"))
    assert post.seen == ["又一次"]


@pytest.mark.parametrize("name", POSTS)
async def test_nobody_listening_is_busy(platform: Platform, name: str) -> None:
    post = POSTS[name](platform, api_base="http://127.0.0.1:9")
    assert isinstance(await failure(post), Busy)
    await post.sender.close()


async def test_json_is_read_whatever_it_is_labelled(platform: Platform) -> None:
    post = wechat_post(platform)
    platform.wechat.api.host.content_type = "text/plain"
    await post.sender.send(post.parcel("一"))
    assert post.seen == ["一"]
    await post.sender.close()


@pytest.mark.parametrize("name", POSTS)
async def test_no_error_tells_a_secret_or_a_token(platform: Platform, name: str) -> None:
    for at in ("token", "send"):
        for wrong in (40014, 40164, 60020, 45009, Trouble.SERVER_ERROR, Trouble.NOT_JSON, Trouble.RESET):
            post = POSTS[name](platform)
            post.host.fail_next(wrong, 2, at=at)
            told = "".join(traceback.format_exception(await failure(post)))
            assert post.secret not in told
            assert "TOKEN0" not in told
            await post.sender.close()


@pytest.mark.parametrize("name", POSTS)
async def test_no_error_tells_a_secret_when_nobody_answers(platform: Platform, name: str) -> None:
    for base in ("http://127.0.0.1:9", "http://nowhere.invalid", "not a url"):
        post = POSTS[name](platform, api_base=base)
        told = "".join(traceback.format_exception(await failure(post)))
        assert post.secret not in told
        await post.sender.close()


@pytest.mark.parametrize("name", POSTS)
async def test_a_send_without_an_answer_may_have_arrived(platform: Platform, name: str) -> None:
    post = POSTS[name](platform, timeout=SHORT)
    post.host.fail_next(Trouble.TAKEN)
    assert isinstance(await failure(post), Unconfirmed)
    assert post.seen == ["有人来了"]
    await post.sender.close()


async def test_wecom_takes_the_same_parcel_once_however_often_it_is_sent(platform: Platform) -> None:
    post = wecom_post(platform, timeout=SHORT)
    post.host.fail_next(Trouble.TAKEN)
    assert isinstance(await failure(post), Unconfirmed)
    platform.clock.advance(timedelta(minutes=1))
    await post.sender.send(post.parcel("有人来了"))
    assert post.seen == ["有人来了"]
    await post.sender.close()


async def test_a_member_nobody_knows_is_a_failure(platform: Platform) -> None:
    post = wecom_post(platform)
    post.name = "stranger"
    with pytest.raises(ReceiverUnknown):
        await post.sender.send(post.parcel("一"))
    await post.sender.close()


@pytest.mark.parametrize("field", ["invaliduser", "unlicenseduser"])
async def test_errcode_zero_with_our_only_receiver_refused_is_a_failure(platform: Platform, field: str) -> None:
    post = wecom_post(platform)
    platform.wecom.refused["liming"] = field
    assert isinstance(await failure(post), ReceiverUnknown)
    assert post.seen == []
    await post.sender.close()


async def test_case_of_a_userid_does_not_matter(platform: Platform) -> None:
    post = wecom_post(platform)
    post.name = "LiMing"
    await post.sender.send(post.parcel("一"))
    assert post.seen == ["一"]
    await post.sender.close()


async def test_the_platforms_own_windows_are_understood(platform: Platform) -> None:
    post = wechat_post(platform)
    for number in range(5):
        await post.sender.send(post.parcel(f"{number}", f"K{number}"))
    assert isinstance(await failure(post), WindowClosed)
    platform.clock.advance(timedelta(hours=48))
    failed = await failure(post)
    assert (type(failed), failed.code) == (WindowClosed, "45015")
    assert post.host.token_requests == 2, "a day-old token is not shown again"
    await post.sender.close()
