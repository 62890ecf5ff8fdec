"""What the pages say is so: drawings agree with tables, commands are explained, files exist, both READMEs match."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.config import KEYS
from bot.readers import span_of_time
from bot.settings import Limits
from tests.kit import drawing

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ROOMS = ("bot", "web", "handlers", "nlp", "storage", "care")
FOLDERS = (*ROOMS, "tests", "docs", "deploy", "benchmarks", ".ci")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    part = page.partition(f"\n{heading}\n")[2].split("\n## ")[0]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in cells[2:]]


def test_the_drawing_of_the_ticket_is_the_table() -> None:
    """If not: `python -m tests.kit.drawing`."""
    page = drawing.PAGE.read_text(encoding="utf-8")
    assert drawing.redrawn(page) == page


def test_every_command_is_explained_to_the_operator() -> None:
    page = text_of("docs/operating.md")
    explained = set(re.findall(r"^\| `python -m bot ([\w-]+)", page, re.MULTILINE))
    assert explained == set(COMMANDS)


def test_every_section_of_the_configuration_is_explained() -> None:
    page = text_of("docs/operating.md")
    sections = {path.rpartition(".")[0] for path in KEYS}
    assert sections <= set(re.findall(r"`\[([\w.]+)\]`", page))


def test_variables_and_make_targets_in_the_pages_exist() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    variables = set(re.findall(r"SHOUWANG_[A-Z_]+[A-Z]", pages)) - {"SHOUWANG_CONFIG", "SHOUWANG_TEST_PG"}
    targets = set(re.findall(r"\bmake ([a-z]+)", pages))
    assert variables <= {key.variable for key in KEYS.values()}
    assert targets <= set(re.findall(r"^(\w+):", text_of("Makefile"), re.MULTILINE))


def mentioned(page: Path) -> Iterator[Path]:
    """Files a page speaks of: in backticks when they lie in the project's folders, and links to other pages."""
    text = re.sub(r"^ *```.*?^ *```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for said in re.findall(r"`([^`\s]+)`", text):
        first, slash, _ = said.partition("/")
        if (slash and first in FOLDERS) or re.fullmatch(r"[\w.]+\.(?:md|example\.toml)|Makefile", said):
            yield ROOT / said if (ROOT / said).exists() or slash else page.parent / said
    for link in re.findall(r"\]\(([^)#\s]+)\)", text):
        if "://" not in link:
            yield page.parent / link


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_named_in_the_pages_exist(page: Path) -> None:
    assert [named(path.resolve()) for path in mentioned(page) if not path.exists()] == []


def sections(name: str) -> list[str]:
    return re.findall(r"^## (.+)$", text_of(name), re.MULTILINE)


def test_the_english_readme_has_the_sections_of_the_chinese_one() -> None:
    """In the same order; an English heading ends with the Chinese one after 「·」."""
    assert [heading.rpartition(" · ")[2] for heading in sections("README.en.md")] == sections("README.md")


def test_both_readmes_show_the_same_conversation() -> None:
    shown = [
        re.findall(r"^```text\n(.*?)^```", text_of(name), re.DOTALL | re.MULTILINE)
        for name in ("README.md", "README.en.md")
    ]
    assert shown[0][:1] == shown[1][:1]


def test_the_benchmark_finds_its_place_in_the_readme() -> None:
    before, _, rest = text_of("README.md").partition("<!-- bench:begin -->")
    assert before
    assert "<!-- bench:end -->" in rest


def test_time_limits_in_the_rules_are_the_defaults() -> None:
    told = {}
    for urgency, respond, resolve, again, counted in rows(text_of("docs/care-rules.md"), "## 1 时限"):
        spans = tuple(span_of_time(cell) for cell in (respond, resolve, again))
        told[urgency.partition("（")[0]] = (*spans, counted == "上班时间")
    held = {u: (limit.respond, limit.resolve, limit.again, limit.working) for u, limit in Limits().table().items()}
    assert told == held


def test_every_word_of_the_glossary_is_a_word_of_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    words = set(re.findall(r"^\| `(\w+)` \|", text_of("docs/glossary.md"), re.MULTILINE))
    assert words
    assert {word for word in words if re.search(rf"\b{word}\b", code) is None} == set()


def test_rules_cited_in_the_code_are_in_the_page() -> None:
    """`docs/care-rules.md §N` has a section N."""
    page = text_of("docs/care-rules.md")
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (*ROOMS, "tests")
        for path in (ROOT / folder).rglob("*.py")
        if path != Path(__file__)
    )
    cited = set(re.findall(r"docs/care-rules\.md`? §(\d+)", code))
    assert cited
    assert cited <= set(re.findall(r"^## (\d+) ", page, re.MULTILINE))
