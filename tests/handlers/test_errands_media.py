"""走访时发照片、语音：跟着那一户记下，不知道是哪一户就问，听不清请再说；东西一样也不丢."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from care.message import Kind
from care.visits.round import Outcome
from handlers.wording import errands as wording
from handlers.wording import talk
from storage.attachments import Attachment, Attachments
from storage.unit import Unit
from tests.handlers.errand_round import HOUR, LIU, MINUTE, TODAY, WEI, ZHANG, Round, Somebody, errand_round


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Round]:
    async with errand_round(tmp_path) as found:
        yield found


async def kept_with(village: Round, one: Somebody) -> list[str]:
    """The messages kept with the last visit of somebody."""
    visits = await village.visits(one)
    found = await village.here.app.store.run(lambda unit: Attachments(unit.session).of(visits[0].id))
    return [attachment.message_id for attachment in found]


async def loose(village: Round) -> list[Attachment]:
    def look(unit: Unit) -> list[Attachment]:
        me = unit.people.by_key("李明")
        assert me is not None
        return Attachments(unit.session).loose(me.id, village.here.clock.now() - timedelta(days=1))

    return await village.here.app.store.run(look)


async def test_behind_an_answer_a_picture_is_kept_with_that_visit(village: Round) -> None:
    await village.told("1好")
    village.later(2 * MINUTE)
    assert await village.sends(Kind.IMAGE, number="p1") == wording.picture_kept("1 张奶奶", [Kind.IMAGE])
    assert await village.sends(Kind.VIDEO, number="p2") == "视频记在1 张奶奶名下。"
    assert await kept_with(village, ZHANG) == ["p1", "p2"]


async def test_before_the_answer_it_is_asked_and_the_next_line_has_it(village: Round) -> None:
    assert await village.sends(Kind.IMAGE, number="p1") == wording.which_picture()
    village.later(5 * MINUTE)
    assert wording.picture_kept("3 韦奶奶", [Kind.IMAGE]) in await village.told("3好")
    assert (await kept_with(village, WEI), await loose(village)) == (["p1"], [])


async def test_of_a_line_that_was_told_already_its_number_is_enough(village: Round) -> None:
    await village.told("3没人")
    village.later(11 * MINUTE)
    assert await village.sends(Kind.IMAGE, number="p1") == wording.which_picture()
    assert await village.sends(Kind.TEXT, "3照片") == wording.picture_kept("3 韦奶奶", [Kind.IMAGE])
    await village.sends(Kind.IMAGE, number="p2")
    assert await village.sends(Kind.TEXT, "3号") == wording.picture_kept("3 韦奶奶", [Kind.IMAGE])
    assert [one.outcome for one in await village.visits(WEI)] == [Outcome.ABSENT]
    assert await kept_with(village, WEI) == ["p1", "p2"]


async def test_of_a_line_not_told_yet_it_waits_for_the_answer(village: Round) -> None:
    await village.sends(Kind.IMAGE, number="p1")
    assert await village.sends(Kind.TEXT, "1") == wording.picture_waits(1, "1 张奶奶")
    await village.told("1好")
    assert await kept_with(village, ZHANG) == ["p1"]


async def test_a_picture_with_words_is_read_as_words_and_kept(village: Round) -> None:
    assert "记下了：1 张奶奶好。" in await village.sends(Kind.TEXT, "1好", number="p1")
    assert await kept_with(village, ZHANG) == ["p1"]


async def test_of_several_lines_at_once_it_is_asked_which(village: Round) -> None:
    assert wording.which_picture() in await village.sends(Kind.TEXT, "1好 3好", number="p1")
    assert [one.message_id for one in await loose(village)] == ["p1"]
    await village.sends(Kind.TEXT, "1照片")
    assert await kept_with(village, ZHANG) == ["p1"]


async def test_an_old_picture_does_not_go_with_whatever_is_said_hours_later(village: Round) -> None:
    await village.sends(Kind.IMAGE, number="p1")
    village.later(HOUR)
    assert "照片" not in await village.told("1好")
    assert [one.message_id for one in await loose(village)] == ["p1"]


async def test_while_questions_are_open_it_is_of_that_house_and_they_stay_open(village: Round) -> None:
    await village.told("2好")
    village.later(11 * MINUTE)
    assert await village.sends(Kind.IMAGE, number="p1") == wording.picture_kept("2 刘奶奶", [Kind.IMAGE])
    assert (await village.told("都好")).startswith(wording.complete("2 刘奶奶"))
    assert await kept_with(village, LIU) == ["p1"]


async def test_taken_back_the_picture_goes_with_the_next_answer(village: Round) -> None:
    await village.sends(Kind.IMAGE, number="p1")
    await village.told("1好")
    await village.says("撤销", undo=True)
    await village.told("3好")
    assert await kept_with(village, WEI) == ["p1"]


async def test_whoever_holds_the_ticket_hears_that_there_is_a_picture(village: Round) -> None:
    await village.told("3要帮忙 屋顶漏水")
    await village.sends(Kind.IMAGE)
    notes = "SELECT note FROM events WHERE number = 1"
    rows = await village.here.app.store.run(lambda unit: unit.session.connection.execute(notes).fetchall())
    assert wording.picture_there() in [row[0] for row in rows]


async def test_a_voice_with_words_goes_like_text_and_without_is_asked_for_again(village: Round) -> None:
    assert "记下了：1 张奶奶好。" in await village.sends(Kind.VOICE, "第一户好。")
    assert await kept_with(village, ZHANG) == []
    village.later(11 * MINUTE)
    assert await village.sends(Kind.VOICE, number="v1") == wording.not_heard()
    assert await loose(village) == [Attachment("v1", Kind.VOICE)]
    assert "语音记在3 韦奶奶名下。" in await village.told("3好")


async def test_a_picture_behind_a_report_of_their_own_is_of_that(village: Round) -> None:
    await village.told("1好")
    village.later(MINUTE)
    await village.sends(Kind.TEXT, "村口路灯坏了三天了")
    village.later(MINUTE)
    assert await village.sends(Kind.IMAGE) == talk.kept_for(1)
    assert await kept_with(village, ZHANG) == []


async def test_who_has_no_list_is_asked_what_it_is(village: Round) -> None:
    village.later(timedelta(days=1))
    assert await village.sends(Kind.IMAGE) == talk.picture_alone()
    assert await village.outcomes(TODAY) == dict.fromkeys(await village.outcomes(TODAY), "")
