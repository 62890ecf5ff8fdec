"""What becomes of a letter that does not go out: every error's own policy, windows, and the flood guard."""

from datetime import timedelta

import pytest

from bot.channels.base import (
    Allowance,
    Busy,
    Misconfigured,
    ReceiverUnknown,
    Rejected,
    SendFailed,
    Throttled,
    Unconfirmed,
    Unreachable,
    WindowClosed,
)
from bot.relay import FIRST_WAIT, GUARD, LONGEST_WAIT, MOST_TRIES
from care.message import Address, Kind
from tests.bot.offices import DAY, HOUR, LI, MINUTE, SECOND, WANG, OpenOffice, Platform

WINDOW = {Kind.TEXT: Allowance(5, 48 * HOUR), Kind.TAP: Allowance(3, MINUTE)}


@pytest.mark.parametrize("error", [Unreachable, WindowClosed, ReceiverUnknown])
async def test_who_cannot_be_reached_is_given_up_at_once_and_the_next_letter_is_tried(
    open_office: OpenOffice, error: type[SendFailed]
) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.append(error("no", code="43004"))
    await office.promise("一", "二")
    await office.relay.drain()
    assert platform.texts == ["二"]
    assert await office.states() == [("gave_up", "43004", 1), ("sent", "", 1)]
    assert [letter.text for letter in office.gave_up] == ["一"]


async def test_what_is_wrong_in_itself_has_failed_and_is_never_sent_again(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.append(Rejected("too long", code="40058"))
    await office.promise("一")
    await office.relay.drain()
    await office.after(DAY)
    assert len(platform.offered) == 1
    assert await office.states() == [("failed", "40058", 1)]
    assert [letter.text for letter in office.gave_up] == ["一"]


@pytest.mark.parametrize("error", [Busy, Unconfirmed])
async def test_a_busy_or_silent_platform_gets_it_again_under_the_same_key_after_a_while(
    open_office: OpenOffice, error: type[SendFailed]
) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.append(error("later"))
    await office.promise("一")
    await office.relay.drain()
    await office.after(FIRST_WAIT * 0.49 * SECOND)
    assert len(platform.offered) == 1
    await office.after(FIRST_WAIT * 0.52 * SECOND)
    first, again = platform.offered
    assert first == again
    assert await office.states() == [("sent", "", 2)]
    assert office.gave_up == []


async def test_the_waits_grow_and_after_the_last_try_it_is_given_up(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.extend(Busy("later", code="-1") for _ in range(MOST_TRIES + 5))
    await office.promise("一")
    await office.relay.drain()
    for tried in range(1, MOST_TRIES):
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tried - 1))
        await office.after(longest * 0.49 * SECOND)
        assert len(platform.offered) == tried
        await office.after(longest * 0.52 * SECOND)
        assert len(platform.offered) == tried + 1
    assert await office.states() == [("gave_up", "-1", MOST_TRIES)]
    await office.after(DAY)
    assert len(platform.offered) == MOST_TRIES
    assert len(office.gave_up) == 1
    assert len({parcel.key for parcel in platform.offered}) == 1


async def test_what_is_a_day_old_is_not_tried_for_ever(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.extend([Busy("later"), Busy("later")])
    await office.promise("一")
    await office.relay.drain()
    await office.after(DAY + MINUTE)
    assert [state for state, *_ in await office.states()] == ["gave_up"]


async def test_a_throttled_letter_waits_as_long_as_it_was_told_and_that_is_no_try(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.extend(Throttled("slow", code="45011", retry_after=MINUTE) for _ in range(MOST_TRIES + 2))
    await office.promise("一")
    await office.relay.drain()
    for _ in range(MOST_TRIES + 2):
        tried = len(platform.offered)
        await office.after(MINUTE - SECOND)
        assert len(platform.offered) == tried
        await office.after(SECOND)
    assert await office.states() == [("sent", "", 1)]


async def test_a_wrong_secret_keeps_everything_however_long_and_however_often_it_was_tried(
    open_office: OpenOffice,
) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.extend(Misconfigured("secret", code="40125") for _ in range(200))
    await office.promise("一", "二")
    await office.relay.drain()
    for _ in range(2 * 50):
        await office.after(HOUR / 2)
    assert len(platform.offered) > MOST_TRIES
    assert await office.states() == [("queued", "40125", 0), ("queued", "", 0)]
    assert office.gave_up == []
    platform.trouble.clear()
    await office.after(HOUR)
    assert platform.texts == ["一", "二"]


async def test_a_wrong_secret_is_not_hammered_at(open_office: OpenOffice) -> None:
    """A lane that tries again every few seconds for days gets the whole account blocked."""
    platform = Platform()
    office = open_office(platform)
    platform.trouble.extend(Misconfigured("secret") for _ in range(100))
    await office.promise("一")
    for _ in range(12 * 10):
        await office.after(5 * SECOND)
    assert len(platform.offered) <= 20


async def test_an_error_nobody_foresaw_is_tried_again_and_given_up_like_any_other(open_office: OpenOffice) -> None:
    """A sender that breaks its contract must not silently hold up one person's letters for ever."""
    platform = Platform()
    office = open_office(platform)
    platform.trouble.append(ValueError("a bug of ours"))
    await office.promise("一", "二")
    await office.relay.drain()
    assert [state[0] for state in await office.states()] == ["queued", "queued"]
    await office.after(FIRST_WAIT * SECOND)
    assert platform.texts == ["一", "二"]
    assert len({parcel.key for parcel in platform.offered if parcel.text == "一"}) == 1


async def test_a_channel_that_is_not_configured_fails_and_is_somebody_elses_to_hear(open_office: OpenOffice) -> None:
    office = open_office(Platform("other"))
    await office.promise("一")
    await office.relay.drain()
    assert await office.states() == [("failed", "no_channel", 1)]
    assert [letter.text for letter in office.gave_up] == ["一"]


async def test_the_platforms_window_is_counted_here_and_not_found_out_there(open_office: OpenOffice) -> None:
    platform = Platform(window=WINDOW)
    office = open_office(platform)
    await office.promise("没来过话")
    await office.relay.drain()
    assert (platform.offered, (await office.states())[0][:2]) == ([], ("gave_up", "local:45015"))
    await office.hears(1)
    for number in range(6):
        await office.promise(f"第{number}条")
        await office.after(SECOND)
    assert platform.texts == [f"第{number}条" for number in range(5)]
    assert (await office.states())[-1][:2] == ("gave_up", "local:45047")
    await office.hears(2)
    await office.promise("又来过话")
    await office.relay.drain()
    assert platform.texts[-1] == "又来过话"


@pytest.mark.parametrize(("later", "goes"), [(48 * HOUR, True), (48 * HOUR + SECOND, False)])
async def test_the_window_shuts_48_hours_after_the_last_word(
    open_office: OpenOffice, later: timedelta, goes: bool
) -> None:
    platform = Platform(window=WINDOW)
    office = open_office(platform)
    await office.hears(1)
    office.clock.move(later)
    await office.promise("一")
    await office.relay.drain()
    assert bool(platform.taken) is goes


async def test_a_touch_opens_less_than_words_and_does_not_shut_what_words_opened(open_office: OpenOffice) -> None:
    platform = Platform(window=WINDOW)
    office = open_office(platform)
    await office.hears(1, Kind.TAP, LI)
    await office.hears(2, Kind.TEXT)
    await office.hears(3, Kind.TAP)
    office.clock.move(2 * MINUTE)
    await office.promise("给王")
    await office.promise("给李", to=LI)
    await office.relay.drain()
    assert platform.texts == ["给王"]


async def test_one_person_is_not_flooded_and_what_waits_comes_together(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    for number in range(GUARD.count):
        await office.promise(f"{number}。")
        await office.relay.drain()
    await office.promise(*(f"又{number}" for number in range(10)))
    await office.relay.drain()
    assert len(platform.taken) == GUARD.count
    assert (await office.states())[-1] == ("queued", "local:flood", 0)
    await office.after(GUARD.within)
    assert len(platform.taken) == GUARD.count + 1
    assert platform.texts[-1] == "\n\n".join(f"又{number}" for number in range(10))


async def test_the_guard_of_one_is_not_the_guard_of_another(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    for number in range(GUARD.count + 1):
        await office.promise(f"{number}", to=WANG)
        await office.relay.drain()
    await office.promise("给李", to=LI)
    await office.relay.drain()
    assert (len(platform.taken), platform.taken[-1].to) == (GUARD.count + 1, LI)


async def test_danger_goes_past_the_guard_and_past_a_pause_but_not_past_the_platforms_own_rate(
    open_office: OpenOffice,
) -> None:
    platform = Platform(rates=(Allowance(GUARD.count + 1, HOUR),))
    office = open_office(platform)
    for number in range(GUARD.count + 1):
        await office.promise(f"{number}")
        await office.relay.drain()
    await office.promise("着火了", urgent=True)
    await office.relay.drain()
    assert platform.texts[-1] == "着火了"
    await office.promise("又着火了", urgent=True)
    await office.relay.drain()
    assert len(platform.taken) == GUARD.count + 1


async def test_danger_overtakes_a_letter_that_is_waiting_to_be_tried_again(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.append(Busy("later"))
    await office.promise("平常的")
    await office.relay.drain()
    await office.promise("着火了", urgent=True)
    await office.relay.drain()
    await office.after(MINUTE)
    assert platform.texts == ["着火了", "平常的"]


async def test_a_group_is_another_lane_than_the_person(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.append(Busy("later"))
    await office.promise("群里", room="G村群")
    await office.relay.drain()
    await office.promise("私下")
    await office.relay.drain()
    assert platform.texts == ["私下"]
    assert platform.taken[0].group is None
    await office.after(MINUTE)
    assert platform.taken[1].group == "G村群"
    assert platform.taken[1].to == Address("post", "wang")
