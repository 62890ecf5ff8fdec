"""编好的词库和现读的一样；编坏了、写不下、改过了，答案照样是对的."""

import marshal
import os
import subprocess
import sys
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest

from nlp.classify import Classifier
from nlp.compiled import compiled
from nlp.lexicon import Lexicon, load
from nlp.wordfiles import WORDS
from nlp.wordpool import WordsWrong
from tests.nlp.classify_figures import own_cases

SMALL = {
    "cues_a.toml": (
        '[[cue]]\nname = "倒地"\nwords = "摔倒 晕倒"\n[[cue]]\nname = "叫不醒"\nwords = "叫不醒"\n'
        '[[cue]]\nname = "过去"\nwords = "去年"\n[[cue]]\nname = "如今"\nwords = "今天"\n'
    ),
    "category_a.toml": '[[word]]\ncategory = "低保"\nstrength = "name"\nwords = "低保 补助"\n',
    "frames_a.toml": (
        '[[frame]]\nname = "倒地不醒"\ncategory = "医疗"\nurgency = "紧急"\nscore = 9\nall = ["倒地", "叫不醒"]\n'
        'when = "医疗 心理"\ndenied = "问人"\nyes = ["摔倒了叫不醒"]\nno = ["狗叫不醒"]\n'
    ),
    "suppressors.toml": (
        'also = "如今"\n[[suppressor]]\nname = "过去"\nreach = "往后"\nlifted_by = "如今"\nchat = 3\n'
    ),
    "dialect_a.toml": 'region = "湘"\n[[word]]\nsaid = "冇"\nmeans = "没有"\n',
    "dialect_b.toml": 'region = "粤"\n[[word]]\nsaid = "佢"\nmeans = "他"\n',
    "characters.toml": 'traditional = "媽妈 來来"\n',
    "homophones.toml": '"抵保" = "低保"\n',
    "usual.toml": '"低保" = "优先"\n',
    "whole.toml": 'alone = "收到 😭"\n',
    "weights.tsv": "# 2 个片段，编的\n补\t9\t0:40 31:20\n组/倒地\t9\t17:40 29:30\n",
}


@pytest.fixture
def words(tmp_path: Path) -> Path:
    folder = tmp_path / "词"
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "存" / "编好的"


def kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("*.words"))


def assert_same(one: Lexicon, other: Lexicon) -> None:
    """Part by part, so that a failure names the part."""
    for part in fields(Lexicon):
        mine, theirs = getattr(one, part.name), getattr(other, part.name)
        assert mine == theirs, part.name
        assert type(mine) is type(theirs), part.name


def test_our_own_words_come_out_as_they_went_in_and_read_the_same(cache: Path) -> None:
    plain, first, second = load(), compiled(cache=cache), compiled(cache=cache)
    assert_same(first, plain)
    assert_same(second, plain)
    readers = Classifier(second), Classifier(plain)
    texts = [case.text for case in own_cases()]
    assert [readers[0].classify(text) for text in texts] == [readers[1].classify(text) for text in texts]


def test_without_a_folder_to_keep_it_in_nothing_is_kept(words: Path, tmp_path: Path) -> None:
    assert_same(compiled([words]), load([words]))
    assert [path.name for path in tmp_path.iterdir()] == [words.name]


@pytest.mark.parametrize("regions", [None, (), ("湘",), ("粤",), ("湘", "粤"), ("闽",)])
def test_every_set_of_regions_comes_out_as_it_went_in(
    words: Path, cache: Path, regions: Collection[str] | None
) -> None:
    for _ in range(2):
        assert_same(compiled([words], regions, cache), load([words], regions))


def test_another_set_of_regions_is_never_given_for_this_one(words: Path, cache: Path) -> None:
    sets: list[tuple[str, ...] | None] = [("湘",), ("粤",), None, (), ("湘", "粤")]
    for _ in range(2):
        for regions in sets:
            assert compiled([words], regions, cache).dialect == load([words], regions).dialect


def test_the_order_in_which_regions_are_named_does_not_matter(words: Path, cache: Path) -> None:
    compiled([words], ("湘", "粤"), cache)
    compiled([words], ("粤", "湘"), cache)
    compiled([words], {"粤", "湘"}, cache)
    assert len(kept(cache)) == 1


def test_what_is_kept_is_what_is_read(words: Path, cache: Path) -> None:
    """The file of another lexicon under the name of this one is believed: so it is really read."""
    compiled([words], ("湘",), cache)
    (here,) = kept(cache)
    compiled([words], ("粤",), cache)
    (there,) = (path for path in kept(cache) if path != here)
    here.write_bytes(there.read_bytes())
    assert compiled([words], ("湘",), cache).dialect == {"佢": "他"}


def test_what_has_not_changed_is_not_written_again(words: Path, cache: Path) -> None:
    compiled([words], None, cache)
    (file,) = kept(cache)
    os.utime(file, ns=(1, 1))
    compiled([words], None, cache)
    assert file.stat().st_mtime_ns == 1


@pytest.mark.parametrize("name", sorted(SMALL))
def test_a_changed_file_is_read_anew(words: Path, cache: Path, name: str) -> None:
    compiled([words], None, cache)
    (words / name).unlink()
    if name.startswith("cues_"):
        (words / "frames_a.toml").unlink()
        (words / "suppressors.toml").unlink()
    assert_same(compiled([words], None, cache), load([words]))
    assert len(kept(cache)) == 2


def test_a_change_that_keeps_size_and_time_is_seen(words: Path, cache: Path) -> None:
    compiled([words], None, cache)
    file = words / "category_a.toml"
    before = file.stat()
    file.write_text(file.read_text("utf-8").replace("补助", "补贴"), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "补贴" in compiled([words], None, cache).entries


def test_a_new_file_and_a_new_folder_are_seen(words: Path, cache: Path, tmp_path: Path) -> None:
    compiled([words], None, cache)
    town = tmp_path / "镇"
    town.mkdir()
    assert_same(compiled([words, town], None, cache), load([words, town]))
    (town / "category_镇.toml").write_text('[[word]]\ncategory = "农技"\nstrength = "sure"\nwords = "打药"\n', "utf-8")
    (town / "weights.tsv").write_text("药\t9\t0:7\n", "utf-8")
    found = compiled([words, town], None, cache)
    assert "打药" in found.entries
    assert_same(found, load([words, town]))


def test_the_order_of_folders_counts(words: Path, cache: Path, tmp_path: Path) -> None:
    town = tmp_path / "镇"
    town.mkdir()
    (town / "weights.tsv").write_text("药\t9\t0:7\n", "utf-8")
    for folders in ([words, town], [town, words]):
        assert_same(compiled(folders, None, cache), load(folders))


def test_a_mistake_in_the_words_is_told_whatever_is_kept(words: Path, cache: Path) -> None:
    compiled([words], None, cache)
    (words / "cues_b.toml").write_text("[[cue]\n", "utf-8")
    with pytest.raises(WordsWrong, match=r"cues_b\.toml 第 1 行"):
        compiled([words], None, cache)


@pytest.mark.parametrize("left", [0, 1, 7, 0.5, 0.99, -1])
def test_a_truncated_file_is_made_anew(words: Path, cache: Path, left: float) -> None:
    compiled([words], None, cache)
    (file,) = kept(cache)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(left * len(whole)) if 0 < left < 1 else int(left)])
    assert_same(compiled([words], None, cache), load([words]))
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    "rubbish",
    [
        b"rubbish",
        b"\xff" * 40,
        "词库".encode(),
        *map(marshal.dumps, (None, 5, "词", [], {}, {"entries": {}}, {"frames": 1})),
    ],
)
def test_a_file_of_rubbish_is_made_anew(words: Path, cache: Path, rubbish: bytes) -> None:
    compiled([words], None, cache)
    (file,) = kept(cache)
    whole = file.read_bytes()
    file.write_bytes(rubbish)
    assert_same(compiled([words], None, cache), load([words]))
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_made_is_only_slower(words: Path, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", "utf-8")
    for cache in (tmp_path / "文件", tmp_path / "文件" / "里面", Path(os.devnull) / "里面"):
        assert_same(compiled([words], None, cache), load([words]))


def test_a_place_that_is_taken_is_only_slower(words: Path, cache: Path) -> None:
    compiled([words], None, cache)
    (file,) = kept(cache)
    file.unlink()
    file.mkdir()
    assert_same(compiled([words], None, cache), load([words]))


def _seen_change(words: Path, cache: Path, number: int) -> Path:
    """A change of the words, read and kept; every file one second younger than the one before."""
    before = set(kept(cache))
    (words / "category_b.toml").write_text(
        f'[[word]]\ncategory = "农技"\nstrength = "sure"\nwords = "药{number}"\n', "utf-8"
    )
    assert f"药{number}" in compiled([words], None, cache).entries
    (new,) = set(kept(cache)) - before
    os.utime(new, (1_000_000 + number, 1_000_000 + number))
    return new


def test_old_files_are_dropped_and_the_newest_stays(words: Path, cache: Path) -> None:
    made = [_seen_change(words, cache, number) for number in range(8)]
    left = kept(cache)
    assert 1 <= len(left) <= 3
    assert left == sorted(made[-len(left) :])


def test_what_else_lies_in_the_folder_is_left_alone(words: Path, cache: Path) -> None:
    cache.mkdir(parents=True)
    other = cache / "别人的.txt"
    other.write_text("留着", "utf-8")
    for number in range(5):
        _seen_change(words, cache, number)
    assert other.read_text("utf-8") == "留着"
    assert {path.suffix for path in cache.iterdir()} == {".txt", ".words"}


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_owner_can_read_what_is_kept(words: Path, cache: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        compiled([words], None, cache)
    finally:
        os.umask(before)
    (file,) = kept(cache)
    assert (cache.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


def test_many_threads_at_once_get_the_right_words_and_leave_a_good_file(words: Path, cache: Path) -> None:
    plain = load([words])
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: compiled([words], None, cache), range(24)))
    for one in found:
        assert_same(one, plain)
    (file,) = kept(cache)
    before = file.read_bytes()
    assert_same(compiled([words], None, cache), plain)
    assert file.read_bytes() == before


def test_two_processes_at_once_get_the_right_words_and_leave_a_good_file(words: Path, cache: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from nlp.compiled import compiled; from nlp.lexicon import load\n"
        "words, cache = [Path(sys.argv[1])], Path(sys.argv[2])\n"
        "print(all(compiled(words, None, cache) == load(words) for _ in range(20)))"
    )
    said = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(words), str(cache)],
            env={"PYTHONPATH": str(WORDS.parents[1]), "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert [one.communicate()[0].strip() for one in said] == ["True", "True"]
    assert len(kept(cache)) == 1
    assert_same(compiled([words], None, cache), load([words]))
