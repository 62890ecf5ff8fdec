"""From what workers corrected to proposals: what is proposed, what it would change; nothing changes by itself."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Config
from bot.corrections import Wanted, propose
from bot.office import in_store
from bot.settings import Storage, Understanding, Village
from bot.understanding import built
from care.category import Urgency
from care.message import Address
from care.people import Person
from nlp.wordfiles import WORDS
from storage.unit import Unit
from tests.care.village import MONDAY, ticket

WANG = Address("wechat", "wang")
LIKE_THIS = ("咘噜咘噜那里漏了，去看看咘噜咘噜", "韦春桃说咘噜咘噜又漏了，电话19900000000")
OTHER = "想要一副老花镜"
DAY = timedelta(days=1)


SMALL = """
[[word]]
category = "微心愿"
strength = "plain"
words = "想要 老花镜 看看 又"
"""
TAUGHT = """微心愿	普通	想要一副老花镜
微心愿	普通	想要一副新老花镜
安全隐患	普通	桥栏杆断了
安全隐患	普通	桥栏杆又断了
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few words and sentences in place of ours: learning all of ours takes a minute."""
    folder = tmp_path / "small"
    (folder / "examples").mkdir(parents=True)
    (folder / "category_small.toml").write_text(SMALL, "utf-8")
    (folder / "examples" / "small.tsv").write_text(TAUGHT, "utf-8")
    monkeypatch.setattr("bot.understanding.WORDS", folder)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    own = tmp_path / "own"
    own.mkdir()
    village = tmp_path / "v.toml"
    village.touch()
    return Config(
        storage=Storage(f"sqlite:///{tmp_path / 'c.db'}"),
        village=Village(village),
        understanding=Understanding(own, cache=tmp_path / "cache"),
    )


def stored(config: Config, *told: tuple[str, str, str], sealed: bool = False) -> None:
    """Tickets of these texts, read as the second and, where it is another, corrected to the third."""

    def store(unit: Unit) -> None:
        for one in told:
            _store(unit, *one, sealed=sealed)

    in_store(config, store)


def _person(unit: Unit) -> Person:
    place = unit.places.put("G", "G村", 1, None)
    return unit.people.by_key("韦春桃") or unit.people.add("韦春桃", place.id, MONDAY, key="韦春桃")


def _store(unit: Unit, text: str, read: str, held: str, *, sealed: bool, at: datetime = MONDAY) -> None:
    person = _person(unit)
    blank = replace(ticket(), caller_id=person.id, place_id=person.place_id, text=text, category=held, sealed=sealed)
    number = unit.tickets.open(blank, WANG, f"m{text}", '[["漏", 0, 1, "x"]]')
    if read != held:
        was, now = (read, Urgency.ROUTINE), (held, Urgency.ROUTINE)
        unit.corrections.add(number, was, now, by=person.id, at=at)


Printed = Callable[..., list[dict[str, object]]]


@pytest.fixture
def printed(config: Config, capsys: pytest.CaptureFixture[str]) -> Printed:
    def run(**wanted: object) -> list[dict[str, object]]:
        asked = Wanted(**{"as_json": True, "words_only": True, **wanted})  # type: ignore[arg-type]  # 字段名由调用处给
        assert propose(config, asked) == 0
        found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
        return found

    return run


def corrected_twice(config: Config) -> None:
    stored(config, *[(text, "微心愿", "安全隐患") for text in LIKE_THIS], (OTHER, "微心愿", "微心愿"))


def test_on_our_own_words_a_piece_is_proposed_too(config: Config, printed: Printed) -> None:
    corrected_twice(config)
    assert ["咘噜咘噜" in str(word["text"]) for word in printed()] == [True]


@pytest.mark.usefixtures("small")
def test_a_piece_that_only_the_corrected_ones_have_is_proposed_with_what_it_would_put_right(
    config: Config, printed: Printed
) -> None:
    corrected_twice(config)
    (word,) = printed()
    assert word["kind"] == "词"
    assert 'category = "安全隐患"' in str(word["text"])
    assert "咘噜咘噜" in str(word["text"])
    changes = word["changes"]
    assert isinstance(changes, list)
    assert {change["number"] for change in changes} <= {1, 2}
    assert word["changed"] == len(changes)
    assert (word["right"], word["wrong"]) == (2, 0)


@pytest.mark.usefixtures("small")
def test_a_proposal_shows_neither_names_nor_numbers(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    corrected_twice(config)
    assert propose(config, Wanted(words_only=True)) == 0
    out = capsys.readouterr().out
    assert "更正过 2 句，库里共 3 句" in out
    assert "韦春桃" not in out
    assert "19900000000" not in out


@pytest.mark.usefixtures("small")
def test_a_piece_of_another_category_or_of_one_text_alone_is_not_proposed(config: Config, printed: Printed) -> None:
    stored(config, (LIKE_THIS[0], "微心愿", "安全隐患"))
    assert printed() == []
    stored(config, (LIKE_THIS[1], "微心愿", "安全隐患"), ("咘噜咘噜有漏雨吗", "纠纷", "纠纷"))
    assert all("咘噜" not in str(word["text"]) for word in printed())


@pytest.mark.usefixtures("small")
def test_what_was_put_back_or_came_before_the_day_teaches_nothing(config: Config, printed: Printed) -> None:
    corrected_twice(config)
    assert len(printed(since=date(2026, 3, 2))) == 1
    assert printed(since=date(2026, 3, 3)) == []

    def put_back(unit: Unit) -> None:
        for row in unit.corrections.all():
            unit.corrections.add(row.number, row.now, row.was, by=row.by, at=MONDAY + DAY)

    in_store(config, put_back)
    assert printed() == []


@pytest.mark.usefixtures("small")
def test_sealed_words_are_tried_on_but_never_shown(
    config: Config, printed: Printed, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(config, *[(text, "纠纷", "家暴") for text in LIKE_THIS], sealed=True)
    assert printed() == []
    stored(config, ("咘噜咘噜漏了一次又一次", "微心愿", "安全隐患"), ("咘噜咘噜漏了", "微心愿", "安全隐患"))
    propose(config, Wanted(words_only=True))
    out = capsys.readouterr().out
    assert "其中保密的 2 句" in out
    assert "又漏了" not in out


@pytest.mark.usefixtures("small")
def test_nothing_is_written_unless_it_is_named(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    corrected_twice(config)
    own = config.understanding.words
    assert own is not None
    for asked in (Wanted(), Wanted(write=own), Wanted(write=own, accept=("ffffff",))):
        code = propose(config, replace(asked, words_only=True))
        assert code == (0 if asked.write is None else 2)
        assert list(own.iterdir()) == []
    assert "没有编号是 ffffff 的提议，什么都没有写" in capsys.readouterr().err


@pytest.mark.usefixtures("small")
def test_what_is_accepted_is_in_force_at_the_next_look_and_written_once(
    config: Config, printed: Printed, capsys: pytest.CaptureFixture[str]
) -> None:
    corrected_twice(config)
    own = config.understanding.words
    assert own is not None
    (word,) = printed()
    accepted = Wanted(words_only=True, write=own, accept=(str(word["id"]),))
    assert propose(config, accepted) == 0
    text = (own / "category_own.toml").read_text("utf-8")
    assert text == word["text"]
    assert "1 条" in capsys.readouterr().err
    for number in (1, 2):
        right = [change for change in _changes(word) if change["number"] == number]
        for change in right:
            reading = built(config.understanding).classify(LIKE_THIS[number - 1], to_us=True)
            assert [reading.category, reading.urgency] == change["now"]
    propose(config, replace(accepted, accept=("all",)))
    assert (own / "category_own.toml").read_text("utf-8").count(str(word["text"])) == 1


def _changes(word: dict[str, object]) -> list[dict[str, object]]:
    changes = word["changes"]
    assert isinstance(changes, list)
    return changes


@pytest.mark.usefixtures("small")
def test_a_file_that_would_be_broken_by_it_stays_as_it_is(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    corrected_twice(config)
    folder = config.storage.url.removeprefix("sqlite:///")
    own = Path(folder).parent / "another"
    own.mkdir()
    (own / "category_own.toml").write_text('[[word]]\ncategory = "没有的类"\n', "utf-8")
    before = (own / "category_own.toml").read_text("utf-8")
    assert propose(config, Wanted(words_only=True, write=own, accept=("all",))) == 2
    assert "category_own.toml 第 1 行" in capsys.readouterr().err
    assert (own / "category_own.toml").read_text("utf-8") == before


@pytest.mark.usefixtures("small")
def test_our_own_words_are_not_written_into(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    corrected_twice(config)
    before = sorted(path.name for path in WORDS.iterdir())
    assert propose(config, Wanted(words_only=True, write=WORDS, accept=("all",))) == 2
    assert "自带的词" in capsys.readouterr().err
    assert sorted(path.name for path in WORDS.iterdir()) == before


@pytest.mark.usefixtures("small")
def test_example_lines_are_proposed_together_with_what_learning_them_would_change(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    corrected_twice(config)
    own = config.understanding.words
    assert own is not None
    assert propose(config, Wanted(as_json=True, write=own, accept=("all",))) == 0
    printed = capsys.readouterr()
    *_, example = json.loads(printed.out)
    assert example["kind"] == "例句"
    first, second = example["text"].splitlines()
    assert first == f"安全隐患\t普通\t{LIKE_THIS[0]}"
    assert second.startswith("安全隐患\t普通\t某某某说咘噜咘噜又漏了")
    assert example["changed"] == len(example["changes"])
    assert (own / "examples" / "own.tsv").read_text("utf-8") == example["text"]
    assert "例句要再学一遍" in printed.err


@pytest.mark.usefixtures("small")
def test_without_corrections_there_is_nothing_to_propose(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    stored(config, (OTHER, "微心愿", "微心愿"))
    assert propose(config, Wanted()) == 0
    assert capsys.readouterr().out == "还没有可以学的更正（库里有 1 句）。\n"
