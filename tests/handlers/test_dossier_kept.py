"""问来的、报来的号码只在封存的列里：收件里那一问一答，号码是遮住的."""

from dataclasses import replace
from pathlib import Path

from bot.pipeline import Pipeline
from care.message import Address, Message
from tests.handlers.files import GRID, PHONE, SEAL, ZHANG, office

NEW = "19900000009"


async def test_what_is_asked_of_a_file_and_told_to_it_is_kept_with_the_numbers_masked(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        await desk.file(ZHANG)
        app = desk.here.app
        pipeline = Pipeline(app.store, app.pipeline.understand, replace(app.house, seal=SEAL), app.clock.now)

        async def says(number: int, text: str) -> str:
            return (await pipeline.answer(Message(f"k{number}", Address("console", GRID), text))).text

        assert PHONE in await says(1, "查 张秀英 电话 送药用")
        await says(2, f"张秀英 电话 {NEW}")
        kept = await desk.rows("SELECT text, reply FROM inbox")
        assert len(kept) == 2
        assert [text for row in kept for text in row if PHONE in text or NEW in text] == []
        assert "199****0009" in str(kept)
        assert NEW in await says(3, "查 张秀英 电话 复诊用")
