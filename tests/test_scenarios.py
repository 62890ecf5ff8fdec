"""Every transcript in tests/scenarios and README plays, word for word, on both databases."""

import re
from pathlib import Path

import pytest

from tests.kit.roll import enrol
from tests.kit.stage import play, stage

HERE = Path(__file__).parent
SCENARIOS = sorted((HERE / "scenarios").glob("*.md"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
async def test_scenario(scenario: Path, store_url: str, tmp_path: Path) -> None:
    text = scenario.read_text(encoding="utf-8")
    directory = re.search(r"^名册：(\S+)$", text, re.MULTILINE)
    async with stage(store_url, village=HERE.parent / directory[1] if directory else None) as village:
        await enrol(village, text, tmp_path)
        await play(village, text)


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
async def test_the_transcript_in_the_readme_is_true(readme: str, store_url: str) -> None:
    text = (HERE.parent / readme).read_text(encoding="utf-8")
    found = re.findall(r"```text\n(> \d{4}-.*?)```", text, re.DOTALL)
    assert found, "the README shows a transcript"
    async with stage(store_url) as village:
        await play(village, found[0])
