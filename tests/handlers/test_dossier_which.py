"""问「是哪一位」的时候，号码不明着留在库里；选了以后照样记得上."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handlers.wording import dossier as wording
from storage.keys import fresh_ring
from storage.seal import Seal
from tests.bot.sheets.made import id_number
from tests.handlers.files import ZHANG, Office, office

TWIN = replace(ZHANG, id_number="", phone="", house="40号", head="张二", born_on=date(1950, 1, 9), guardian="")
NUMBER, PHONE = id_number("19500109"), "19900000077"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as opened:
        await opened.file(ZHANG, replace(TWIN, guardian_phone=""))
        yield opened


async def kept(desk: Office) -> str:
    return str(await desk.rows("SELECT payload FROM dialogues"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"张秀英 身份证 {NUMBER}", NUMBER),
        (f"张秀英 电话 {PHONE}", PHONE),
        (f"张秀英 监护人 黄强 {PHONE}", PHONE),
        ("张秀英 电话 199 0000 0077", "199 0000 0077"),
        ("张秀英 备注 女儿电话１９９００００００７７", "１９９００００００７７"),
    ],
)
async def test_a_number_waits_sealed(desk: Office, text: str, number: str) -> None:
    assert (await desk.told(text)).startswith("您说的是哪一位")
    assert number not in await kept(desk)
    assert PHONE not in await kept(desk)


async def test_the_number_is_there_when_they_have_chosen(desk: Office) -> None:
    await desk.told(f"张秀英 身份证 {NUMBER}")
    await desk.told("2")
    assert (await desk.of("张秀英")).has_id


async def test_without_keys_or_with_others_nothing_is_kept_and_it_is_asked_for_again(desk: Office) -> None:
    await desk.told(f"张秀英 身份证 {NUMBER}")
    desk.seal = Seal(fresh_ring())
    assert await desk.told("2") == wording.say_it_again()
    desk.seal = None
    await desk.told(f"张秀英 身份证 {NUMBER}")
    assert NUMBER not in await kept(desk)
