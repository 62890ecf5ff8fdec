"""知情同意：谁、哪天、同意什么，都记着；不同意了就止，撤得回；档上看得到."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from handlers.wording import consent as wording
from nlp.consent_talk import consent_said
from storage.ties import Consent, Ties
from tests.handlers.files import GRID, LI, OTHER, TODAY, Office, office


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as opened:
        await opened.file(LI)
        yield opened


async def consents(desk: Office) -> list[Consent]:
    number = await desk.person(LI.name)
    return [one for one in await desk.run(lambda unit: Ties(unit.session).consents(number)) if one.basis == "知情同意"]


async def test_who_consented_to_what_and_when_is_written_down(desk: Office) -> None:
    assert await desk.told("李德福 女儿口头同意拍照、录音 2月20日") == wording.agreed(
        "李德福", "女儿", ["拍照", "录音"], date(2026, 2, 20), TODAY
    )
    worker = await desk.person(GRID)
    first, second = await consents(desk)
    assert first == Consent("知情同意", "拍照", date(2026, 2, 20), None, "女儿口头同意，李明记的", worker)
    assert second.scope == "录音"
    assert "同意拍照、录音" in (await desk.told("档 李德福")).splitlines()
    assert "同意：拍照" in await desk.told("李德福 记录")
    assert "已经是这样" in await desk.told("李德福同意拍照")
    assert len(await consents(desk)) == 2


async def test_taken_back_it_ends_and_can_be_undone(desk: Office) -> None:
    await desk.told("李德福 同意 拍照")
    await desk.told("李德福 同意建档")
    assert await desk.told("李德福 不同意拍照了") == wording.no_longer("李德福", "本人", ["拍照"], "法定职责")
    assert [(one.scope, one.ended_on) for one in await consents(desk)] == [("拍照", TODAY), ("建档", None)]
    assert "同意建档；不同意拍照" in await desk.told("档 李德福")
    await desk.told("撤销")
    assert [one.ended_on for one in await consents(desk)] == [None, None]
    assert "建档" in await desk.told("李德福 不同意了")
    assert [one.ended_on for one in await consents(desk)] == [TODAY, TODAY]


async def test_what_was_just_written_is_taken_away_by_undo(desk: Office) -> None:
    await desk.told("李德福 同意 拍照")
    await desk.told("撤销")
    assert await consents(desk) == []


async def test_what_cannot_be_written_is_said(desk: Office) -> None:
    assert await desk.told("李德福 不同意拍照") == wording.none_running("李德福")
    assert await desk.told("李德福 2月30日同意拍照") == wording.no_such_day()
    assert "没有这个人" in await desk.told("李德福 同意拍照", OTHER)
    assert await desk.says("孙悟空同意拍照") is None
    assert await desk.says("李德福 同意去喝酒") is None
    assert await consents(desk) == []


@pytest.mark.parametrize(
    ("words", "on"),
    [("同意建档", TODAY), ("昨天同意建档", date(2026, 3, 1)), ("同意建档 12月30日", date(2025, 12, 30))],
)
def test_the_day_is_one_that_is_over(words: str, on: date) -> None:
    said = consent_said(words, TODAY)
    assert said is not None
    assert said.on == on
