"""The township's own words: read on top of ours, read again when they change, never in the way when they are wrong."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
import structlog
from aiohttp import web
from structlog.testing import capture_logs

from bot.app import App, open_app
from bot.config import Config
from bot.server import web_app
from bot.settings import Server, Storage
from bot.settings import Understanding as Settings
from bot.understanding import Understanding, built, stamp_of
from care.message import Address, Message
from nlp.classify import Classifier
from nlp.wordpool import WordsWrong
from tests.kit.stage import StageClock

YARD, OTHER = "咘噜咘噜", "嘟哩嘟哩"  # 谁也没教过的地名
WORD = '[[word]]\ncategory = "{}"\nstrength = "name"\nnote = "本镇的地方"\nexamples = []\nwords = "咘噜咘噜"\n'
BROKEN = WORD.format("养老照料") + '\n[[word]]\ncategory = "养老"\nstrength = "sure"\nwords = "嘟哩嘟哩"\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One word in place of ours: what the township adds is then all that speaks."""
    folder = tmp_path / "ours"
    folder.mkdir()
    written(folder, WORD.format("基础设施").replace(YARD, "漏水"), "category_ours.toml")
    monkeypatch.setattr("bot.understanding.WORDS", folder)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


_moments = iter(range(1_000_000_000, 2_000_000_000))


def written(folder: Path, text: str, name: str = "category_own.toml") -> Path:
    """As somebody saves it: every saving has its own moment."""
    path = folder / name
    path.write_text(text, "utf-8")
    moment = next(_moments)
    os.utime(path, (moment, moment))
    return path


def own_words(folder: Path, *dialects: str, used: bool = True) -> Settings:
    return Settings(folder if used else None, dialects, folder.parent / "cache")


def said_of(word: str) -> str:
    return f"想去{word}，{word}，去{word}"


def category(understanding: Understanding | Classifier, word: str = YARD) -> str:
    """What a word was read as, empty when it is no word."""
    reading = understanding.classify(said_of(word))
    return reading.category if any(reason.word == word for reason in reading.evidence) else ""


async def test_the_townships_words_are_read_on_top_of_ours(own: Path) -> None:
    written(own, WORD.format("养老照料"))
    assert category(Understanding(own_words(own))) == "养老照料"
    assert category(Understanding(own_words(own, used=False))) == ""


async def test_nothing_is_read_again_while_nothing_has_changed(own: Path) -> None:
    written(own, WORD.format("养老照料"))
    understanding = Understanding(own_words(own))
    before = understanding.classifier
    assert not await understanding.reload_if_changed()
    assert understanding.classifier is before


@pytest.mark.parametrize("change", ["edited", "same size", "added", "removed", "renamed"])
async def test_any_change_of_the_files_is_in_force_at_the_next_look(own: Path, change: str) -> None:
    path = written(own, WORD.format("养老照料"))
    understanding = Understanding(own_words(own))
    match change:
        case "edited":
            written(own, WORD.format("志愿时间银行"))
        case "same size":
            written(own, WORD.format("留守老人"))
        case "added":
            written(own, WORD.format("微心愿").replace(YARD, OTHER), "category_more.toml")
        case "removed":
            path.unlink()
        case "renamed":
            path.rename(own / "category_other.toml")
    assert await understanding.reload_if_changed()
    wanted = {"edited": "志愿时间银行", "same size": "留守老人", "removed": ""}
    assert category(understanding) == wanted.get(change, "养老照料")
    assert category(understanding, OTHER) == ("微心愿" if change == "added" else "")
    assert not await understanding.reload_if_changed()


async def test_a_broken_file_leaves_the_old_words_in_force_until_it_is_put_right(own: Path) -> None:
    written(own, WORD.format("养老照料"))
    understanding = Understanding(own_words(own))
    written(own, BROKEN)
    with capture_logs() as lines:
        for _ in range(3):
            assert not await understanding.reload_if_changed()
    assert "category_own.toml 第 8 行" in understanding.fault
    assert "没有「养老」这一类" in understanding.fault
    assert [line["fault"] for line in lines] == [understanding.fault]
    assert category(understanding) == "养老照料"
    written(own, "[[word]\n")
    with capture_logs() as lines:
        await understanding.reload_if_changed()
    assert "第 1 行" in lines[0]["fault"]
    written(own, WORD.format("志愿时间银行"))
    assert await understanding.reload_if_changed()
    assert (understanding.fault, category(understanding)) == ("", "志愿时间银行")


@pytest.mark.parametrize("text", ["word = 5\n", '[[word]]\ncategory = ["x"]\n', "[[frame]]\n", "\x00", "word = [1]\n"])
async def test_whatever_is_written_there_we_go_on_hearing(own: Path, text: str) -> None:
    written(own, WORD.format("养老照料"))
    understanding = Understanding(own_words(own))
    written(own, text)
    await understanding.reload_if_changed()
    assert understanding.classify("屋顶漏水了，能找人看看吗").evidence
    assert understanding.fault or category(understanding) == ""


async def test_what_is_no_text_is_said_to_be_none(own: Path) -> None:
    understanding = Understanding(own_words(own))
    (own / "category_own.toml").write_bytes("类别".encode("gbk"))
    await understanding.reload_if_changed()
    assert understanding.fault == "category_own.toml: 不是 UTF-8 的字，另存为 UTF-8 再来"


async def test_a_folder_that_has_gone_takes_no_words_with_it(own: Path) -> None:
    path = written(own, WORD.format("养老照料"))
    understanding = Understanding(own_words(own))
    path.unlink()
    own.rmdir()
    assert not await understanding.reload_if_changed()
    assert understanding.fault == "own: 这个文件夹不在了"
    assert category(understanding) == "养老照料"


async def test_at_the_start_a_broken_file_costs_only_the_townships_words(own: Path) -> None:
    written(own, BROKEN)
    with capture_logs() as lines:
        understanding = Understanding(own_words(own))
    assert "第 8 行" in understanding.fault
    assert len(lines) == 1
    assert category(understanding) == ""
    assert understanding.classify("屋顶漏水了，能找人看看吗").evidence
    written(own, WORD.format("养老照料"))
    await understanding.reload_if_changed()
    assert category(understanding) == "养老照料"


def test_only_the_dialects_that_are_wanted_are_understood(own: Path) -> None:
    for region, said in (("甲话", "呱啦屋"), ("乙话", "咕噜屋")):
        text = f'region = "{region}"\n[[word]]\nsaid = "{said}"\nmeans = "咘噜咘噜"\n'
        written(own, text, f"dialect_{region}.toml")
    written(own, WORD.format("养老照料"))
    heard = {
        wanted: [category(built(own_words(own, *wanted)), said) for said in ("呱啦屋", "咕噜屋")]
        for wanted in ((), ("甲话",), ("乙话",))
    }
    assert heard == {(): ["养老照料"] * 2, ("甲话",): ["养老照料", ""], ("乙话",): ["", "养老照料"]}
    with pytest.raises(WordsWrong, match=r"没有「丙话」的词，现有：.*甲话"):
        built(own_words(own, "丙话"))


def test_only_what_words_are_made_of_counts_as_a_change(own: Path) -> None:
    before = stamp_of(own_words(own))
    (own / "README.md").write_text("怎么写")
    (own / "examples").mkdir()
    assert stamp_of(own_words(own)) == before
    written(own, "", "weights.tsv")
    assert stamp_of(own_words(own)) != before


@asynccontextmanager
async def opened(tmp_path: Path, own: Path) -> AsyncIterator[App]:
    config = replace(
        Config(server=Server(sandbox=False), storage=Storage(f"sqlite:///{tmp_path / 'words.db'}")),
        understanding=own_words(own),
    )
    app = await open_app(config, StageClock())
    try:
        yield app
    finally:
        await app.close()


async def asked(app: App, path: str) -> tuple[int, str]:
    runner = web.AppRunner(web_app(app), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = "http://{}:{}".format(*runner.addresses[0][:2])
        async with aiohttp.ClientSession() as session, session.get(address + path) as answer:
            return answer.status, await answer.text()
    finally:
        await runner.cleanup()


async def test_a_minute_after_it_was_written_a_word_is_understood_without_a_restart(tmp_path: Path, own: Path) -> None:
    async with opened(tmp_path, own) as app:
        written(own, WORD.format("养老照料"))
        await app.tick()
        await app.answer(Message("m1", Address("console", "王奶奶"), said_of(YARD)))
        ticket = await app.store.run(lambda unit: unit.tickets.get(1))
        assert ticket.category == "养老照料"


async def test_those_who_watch_over_it_see_which_line_is_wrong(tmp_path: Path, own: Path) -> None:
    async with opened(tmp_path, own) as app:
        assert await asked(app, "/healthz") == (200, '{"storage": "ok"}')
        written(own, BROKEN)
        await app.tick()
        status, text = await asked(app, "/healthz")
        assert status == 200
        assert "第 8 行" in text
        assert "\nshouwang_words_wrong 1.0" in (await asked(app, "/metrics"))[1]
        written(own, WORD.format("养老照料"))
        await app.tick()
        assert await asked(app, "/healthz") == (200, '{"storage": "ok"}')
        assert "\nshouwang_words_wrong 0.0" in (await asked(app, "/metrics"))[1]
