"""例句教出来的分量：教了就会，一样的例句教出一样的，写下去读得回来，写错了说得出在哪一行."""

import subprocess
import sys
from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learn import learn_words
from care.category import NOT_A_REQUEST, Urgency
from nlp import weightfile
from nlp.classify import Classifier
from nlp.learning import Lesson, learn
from nlp.lessons import Example, examples, features, lessons
from nlp.lexicon import load
from nlp.weights import (
    CATEGORY,
    CUE,
    LABELS,
    LANES,
    LENGTH,
    NARROW,
    URGENCIES,
    WIDE,
    Lanes,
    Weights,
    length,
    pieces,
)
from nlp.wordpool import WordsWrong

WORDS = {
    "cues_a.toml": '[[cue]]\nname = "倒地"\nwords = "摔倒 晕倒"\n[[cue]]\nname = "叫不醒"\nwords = "叫不醒"\n',
    "category_a.toml": (
        '[[word]]\ncategory = "低保"\nstrength = "name"\nwords = "低保"\n'
        '[[word]]\ncategory = "纠纷"\nstrength = "weak"\nwords = "吵"\n'
    ),
    "frames_a.toml": (
        '[[frame]]\nname = "倒地不醒"\ncategory = "医疗"\nurgency = "紧急"\nscore = 9\nwithin = "整条"\n'
        'all = ["倒地", "叫不醒"]\nyes = ["我爸摔倒了叫不醒"]\nno = ["狗叫不醒", "他摔倒了又起来了"]\n'
        '[[frame]]\nname = "低保钱"\ncategory = "低保"\nall = ["倒地"]\nyes = ["不拿来学"]\nno = ["也不拿来学"]\n'
    ),
}
EMERGENCY_AT = len(LABELS) + URGENCIES.index(Urgency.EMERGENCY)

_WHO = ("我屋里", "我妈", "隔壁", "村口那家", "五组", "老伯", "他们家", "我")
_TAUGHT = {
    ("低保", Urgency.ROUTINE): (("的低保", "的补助"), ("没到账", "少了", "停了", "没发")),
    ("基础设施", Urgency.ROUTINE): (("门前的路灯", "门口的水管", "桥边的路灯"), ("坏了", "不亮", "没人修")),
    ("医疗", Urgency.EMERGENCY): (("有人晕倒", "老人摔倒"), ("叫不醒", "没气了", "满头是血")),
    ("农技", Urgency.QUESTION): (("的玉米", "的橘子树"), ("打什么药", "怎么治虫", "怎么施肥")),
    (NOT_A_REQUEST, Urgency.NONE): (("今天吃", "下午去打", "晚上看"), ("饺子", "麻将", "大戏")),
}


def _taught() -> list[Example]:
    return [
        Example("".join(said), category, urgency)
        for (category, urgency), (first, second) in _TAUGHT.items()
        for said in product(_WHO, first, second)
    ]


def _folder(where: Path, taught: list[Example]) -> Path:
    (where / "examples").mkdir(parents=True)
    for name, text in WORDS.items():
        (where / name).write_text(text, "utf-8")
    _write(where, taught)
    return where


def _write(where: Path, taught: list[Example]) -> None:
    lines = ["# 话和人都是编的", "", *("\t".join((one.category, one.urgency, one.text)) for one in taught)]
    (where / "examples" / "一.tsv").write_text("\n".join(lines), "utf-8")


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder of one's own after `learn`, and what was said."""
    folder = _folder(tmp_path_factory.mktemp("词") / "自己的", _taught())
    out = StringIO()
    assert learn_words([folder], out) == 0
    return folder, out.getvalue()


def test_learning_says_what_it_learned_and_writes_the_weights(taught: tuple[Path, str]) -> None:
    folder, said = taught
    assert f"学 {len(_taught())} 句例句" in said
    assert "✓ 写好了 weights.tsv" in said
    first = (folder / weightfile.NAME).read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")


def test_what_was_taught_is_read_as_taught(taught: tuple[Path, str]) -> None:
    classifier = Classifier(load([taught[0]]))
    readings = {one: classifier.classify(one.text) for one in _taught()}
    wrong = [one for one, read in readings.items() if (read.category, read.urgency) != (one.category, one.urgency)]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "category", "urgency"),
    [
        ("二组那家的补助又停了", "低保", Urgency.ROUTINE),
        ("桥头那边的路灯不亮", "基础设施", Urgency.ROUTINE),
        ("叔公家有人晕倒没气了", "医疗", Urgency.EMERGENCY),
        ("坡上的橘子树怎么治虫", "农技", Urgency.QUESTION),
        ("大家晚上看大戏", NOT_A_REQUEST, Urgency.NONE),
    ],
)
def test_what_is_like_the_examples_is_read_like_them(
    taught: tuple[Path, str], text: str, category: str, urgency: Urgency
) -> None:
    reading = Classifier(load([taught[0]])).classify(text)
    assert (reading.category, reading.urgency) == (category, urgency)


def test_the_same_examples_write_the_same_file(taught: tuple[Path, str], tmp_path: Path) -> None:
    again = _folder(tmp_path / "再来", _taught())
    assert learn_words([again], StringIO()) == 0
    assert (again / weightfile.NAME).read_bytes() == (taught[0] / weightfile.NAME).read_bytes()


def test_learning_again_changes_no_reading(taught: tuple[Path, str]) -> None:
    out = StringIO()
    assert learn_words([taught[0]], out) == 0
    assert f"例句里 {len(_taught())} 句读得对，0 句和从前读得不同" in out.getvalue()


def test_a_word_nobody_knew_is_understood_after_a_few_examples(taught: tuple[Path, str], tmp_path: Path) -> None:
    said = "老伯想要一张飞毯"
    assert Classifier(load([taught[0]])).classify(said).category != "微心愿"
    more = [
        Example(f"{who}{wish}飞毯", "微心愿", Urgency.ROUTINE) for who in _WHO for wish in ("要一张", "买不起", "盼着")
    ]
    folder = _folder(tmp_path / "加了", [*_taught(), *more])
    assert learn_words([folder], StringIO()) == 0
    reading = Classifier(load([folder])).classify(said)
    assert (reading.category, reading.urgency) == ("微心愿", Urgency.ROUTINE)
    assert reading.rule == "微心愿/例句"


def _learned(known: list[Lesson]) -> dict[str, list[int]]:
    return {name: list(weights) for name, weights in learn(known).items()}


def _lesson(words: str, category: str = "", urgency: Urgency | None = None, *, calm: bool = False) -> Lesson:
    return Lesson(frozenset(words.split()), category, urgency, calm)


def test_learning_does_not_depend_on_how_python_hashes() -> None:
    program = (
        "from nlp.learning import Lesson, learn\n"
        "known = [Lesson(frozenset(f'{a}{b} {a} {b} 天'.split()), c) for a in 'abc' for b in 'xyz'"
        " for c in ('低保', '农技')]\n"
        "print(sorted(learn(known).items()))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert "天" in said.pop()


def test_a_calm_lesson_speaks_against_an_emergency_and_for_no_category() -> None:
    table = _learned([_lesson("狗 叫不醒", calm=True)] * 6)
    for weights in table.values():
        assert weights[EMERGENCY_AT] < 0
        assert weights[: len(LABELS)] == [0] * len(LABELS)
        assert all(weight >= 0 for weight in weights[EMERGENCY_AT + 1 : -1])


def test_what_tells_a_calm_lesson_from_an_emergency_takes_the_blame() -> None:
    alarm = [_lesson("人 叫不醒", "医疗", Urgency.EMERGENCY)] * 6
    table = _learned([*alarm, *[_lesson("狗 叫不醒", calm=True)] * 6])
    assert table["狗"][EMERGENCY_AT] < 0 < table["人"][EMERGENCY_AT]
    assert table["人"][LABELS.index("医疗")] > 0


def test_a_lesson_without_a_meaning_teaches_nothing() -> None:
    assert all(not any(weights[:-1]) for weights in _learned([_lesson("天 地")] * 6).values())


def test_a_feature_seen_once_is_not_kept_and_the_rarer_weighs_more() -> None:
    known = [*[_lesson("常 少", "低保")] * 2, *[_lesson("常", "农技")] * 20, _lesson("常 孤", "农技")]
    table = _learned(known)
    assert set(table) == {"常", "少"}
    assert table["少"][-1] > table["常"][-1]


def test_nothing_to_learn_from_teaches_nothing() -> None:
    assert learn([]) == {}


def test_frames_teach_their_examples_and_only_those_of_emergencies(tmp_path: Path) -> None:
    classifier = Classifier(load([_folder(tmp_path / "词", [])]))
    found = lessons(classifier, [Example("他的低保", "低保", Urgency.ROUTINE)])
    told = [(lesson.category, lesson.urgency, lesson.calm) for lesson in found]
    assert told[0] == ("低保", Urgency.ROUTINE, False)
    assert told[1:] == [("医疗", Urgency.EMERGENCY, False), ("", None, True), ("", None, True)]
    assert {CUE + "倒地", CUE + "叫不醒", LENGTH + "2"} <= found[1].features
    assert CATEGORY + "低保" in found[0].features


@pytest.fixture(scope="module")
def small(taught: tuple[Path, str]) -> Classifier:
    return Classifier(load([taught[0]]))


def _as_learned(classifier: Classifier, text: str) -> tuple[list[int], list[int]]:
    """The sums of a made-up table two ways: as the reader adds them up, and feature by feature."""
    said, found = classifier.normalise(text).text, classifier.clauses(text)
    names = {bit: name for name, bit in classifier.lexicon.cues.items()}
    seen = sorted(features(said, found, names))
    each = {name: [(at * 7 + lane * 13) % 180 - 90 for lane in range(LANES - 1)] for at, name in enumerate(seen)}
    table = {name: NARROW.pack([*weights, 90]) for name, weights in each.items()}
    naive = [sum(lane) for lane in zip(*each.values(), strict=True)]
    return Weights(table, classifier.lexicon.cues).lanes(said, found), [*naive, 90 * len(seen)]


@given(text=st.lists(st.sampled_from([*"天地，。 a1吵", "摔倒", "叫不醒", "低保"]) | st.text(max_size=9)).map("".join))
def test_what_is_learned_about_a_text_is_what_is_added_up_for_it(small: Classifier, text: str) -> None:
    added, naive = _as_learned(small, text)
    assert added == naive


@pytest.mark.parametrize("letters", [1, 99, 100, 101, 102, 250, 990])
def test_a_long_text_of_all_different_pieces_does_not_overflow(small: Classifier, letters: int) -> None:
    text = "".join(chr(0x4E00 + at) for at in range(letters))
    added, naive = _as_learned(small, text)
    assert added == naive


def test_the_heaviest_long_text_does_not_overflow() -> None:
    text = "".join(chr(0x4E00 + at) for at in range(1_000))
    table = {piece: NARROW.pack([300] * (LANES - 1) + [150]) for piece in pieces(text)}
    assert Weights(table, {}).lanes(text, []) == [300 * len(table)] * (LANES - 1) + [150 * len(table)]


def test_pieces_are_one_to_three_letters_with_a_space_around_the_text() -> None:
    assert pieces("天地。人") == {*" 天地人", " 天", "天地", "地 ", " 人", "人 ", " 天地", "天地 ", "地 人", " 人 "}
    assert pieces("") == pieces(" ，。 ") == {" ", "  "}


def test_length_goes_in_steps_and_stops() -> None:
    steps = [length("天" * letters) for letters in range(200)]
    assert steps == sorted(steps)
    assert set(steps) == set(range(steps[-1] + 1))


def _row(bits: int) -> st.SearchStrategy[list[int]]:
    half = 1 << (bits - 1)
    signed = st.lists(st.integers(-half, half - 1), min_size=LANES - 1, max_size=LANES - 1)
    return st.tuples(signed, st.integers(0, 2 * half - 1)).map(lambda row: [*row[0], row[1]])


@pytest.mark.parametrize(("lanes", "bits"), [(NARROW, 16), (WIDE, 32)])
@given(row=st.data())
def test_weights_packed_come_out_again(lanes: Lanes, bits: int, row: st.DataObject) -> None:
    weights = row.draw(_row(bits))
    packed = lanes.pack(weights)
    assert lanes.unpack(packed) == weights
    assert [lanes.one([packed], number) for number in range(LANES - 1)] == [[weight] for weight in weights[:-1]]


@settings(max_examples=30)
@given(st.lists(_row(12), max_size=15))
def test_a_sum_of_packed_weights_is_the_packed_sum_narrow_and_wide_alike(rows: list[list[int]]) -> None:
    sums = [sum(lane) for lane in zip(*rows, strict=True)] if rows else [0] * LANES
    for lanes in (NARROW, WIDE):
        assert lanes.unpack(sum(map(lanes.pack, rows))) == sums


@given(st.integers(-(1 << 15), (1 << 15) - 1), st.integers(0, LANES - 2))
def test_lanes_not_given_are_nothing_and_one_does_not_touch_its_neighbours(weight: int, number: int) -> None:
    for lanes in (NARROW, WIDE):
        packed = lanes.pack([0] * number + [weight])
        assert lanes.unpack(packed) == [weight if at == number else 0 for at in range(LANES)]


_NAMES = st.one_of(
    st.text("天地人 a1!⟦😭", min_size=1, max_size=3),
    st.sampled_from([CUE + "倒地", CATEGORY + "低保", LENGTH + "0", LENGTH + "6", "组", "类 ", "长1"]),
)


@settings(max_examples=30)
@given(table=st.dictionaries(_NAMES, _row(15), max_size=20))
def test_a_written_table_is_read_as_it_was_but_for_what_is_near_nothing(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, list[int]]
) -> None:
    folder = tmp_path_factory.mktemp("分量")
    weightfile.write(folder / weightfile.NAME, table, "编的")
    kept = {name: [w if abs(w) > 2 else 0 for w in row[:-1]] + [row[-1]] for name, row in table.items()}
    found = weightfile.read([folder])
    assert {name: NARROW.unpack(packed) for name, packed in found.items()} == {
        name: row for name, row in kept.items() if max(map(abs, row[:-1])) >= 8
    }


def test_what_is_written_and_read_is_what_was_learned(taught: tuple[Path, str]) -> None:
    classifier = Classifier(load([taught[0]]))
    table = learn(lessons(classifier, _taught()))
    read = {name: NARROW.unpack(packed) for name, packed in classifier.lexicon.weights.items()}
    assert set(read) == {name for name, row in table.items() if max(map(abs, row[:-1])) >= 8}
    assert all(abs(w - v) <= 2 for name in read for w, v in zip(read[name], table[name], strict=True))


def test_the_last_folder_that_has_weights_counts(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("我们的", "镇里的", "空的")]
    for folder, weight in zip(folders, (5, 7, 0), strict=True):
        folder.mkdir()
        if weight:
            weightfile.write(folder / weightfile.NAME, {"天": [weight * 2] * LANES}, "编的")
    assert NARROW.one([weightfile.read(folders)["天"]], 0) == [14]
    assert NARROW.one([weightfile.read(folders[:1])["天"]], 0) == [10]
    assert weightfile.read(folders[2:]) == {}


@pytest.mark.parametrize(
    "line",
    ["胡写一气", "天\t5", "天\t5\t0", "天\t5\t0:一", "天\t\t0:5", "天\t5\t0:5\t1:5", "天\t5\t0:5 1:", "天\t5\t", ""],
)
def test_a_damaged_weights_file_is_refused_with_what_to_do(tmp_path: Path, line: str) -> None:
    (tmp_path / weightfile.NAME).write_text(f"# 2 个片段，编的\n地\t5\t0:5\n{line}\n", "utf-8")
    with pytest.raises(WordsWrong, match=r"weights\.tsv: .*重新跑一次 learn"):
        load([tmp_path])


def test_without_examples_it_says_where_to_write_them(tmp_path: Path) -> None:
    out = StringIO()
    assert learn_words([_folder(tmp_path / "词", [])], out) == 1
    assert "没有例句" in out.getvalue()
    assert "examples/" in out.getvalue()
    assert not (tmp_path / "词" / weightfile.NAME).exists()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("低保 普通 我的低保", "制表符"),
        ("低保\t普通", "制表符"),
        ("低保\t普通\t话\t多了一栏", "制表符"),
        ("天气\t普通\t下雨了", "没有「天气」这一类"),
        ("低保\t很急\t没到账", "没有「很急」这种紧急程度"),
        ("低保\t无\t没到账", "非诉求写「无」"),
        ("非诉求\t普通\t早", "非诉求写「无」"),
    ],
)
def test_a_broken_example_is_named_with_file_and_line_and_nothing_is_written(
    tmp_path: Path, line: str, complaint: str
) -> None:
    folder = _folder(tmp_path / "词", _taught()[:3])
    (folder / "examples" / "二.tsv").write_text(f"# 头一行\n\n低保\t普通\t没到账\n{line}\n", "utf-8")
    out = StringIO()
    assert learn_words([folder], out) == 1
    assert out.getvalue().startswith("✗ 二.tsv 第 4 行: ")
    assert complaint in out.getvalue()
    assert not (folder / weightfile.NAME).exists()


def test_an_example_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "词", _taught()[:3])
    (folder / "examples" / "二.tsv").write_bytes("低保\t普通\t没到账\n".encode("gbk"))
    out = StringIO()
    assert learn_words([folder], out) == 1
    assert "二.tsv: " in out.getvalue()
    assert "UTF-8" in out.getvalue()


def test_a_broken_words_file_is_named_before_anything_is_learned(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "词", _taught()[:3])
    (folder / "cues_b.toml").write_text("[[cue]\n", "utf-8")
    out = StringIO()
    assert learn_words([folder], out) == 1
    assert out.getvalue().startswith("✗ cues_b.toml 第 1 行")


def test_examples_of_all_folders_are_read_with_their_places(tmp_path: Path) -> None:
    ours = _folder(tmp_path / "我们的", [Example("话一", "低保", Urgency.ROUTINE)])
    theirs = _folder(tmp_path / "镇里的", [Example("话二", NOT_A_REQUEST, Urgency.NONE)])
    assert examples([ours, theirs, tmp_path]) == [
        Example("话一", "低保", Urgency.ROUTINE, "一.tsv 第 3 行"),
        Example("话二", NOT_A_REQUEST, Urgency.NONE, "一.tsv 第 3 行"),
    ]
