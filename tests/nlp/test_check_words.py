"""Every mistake in the word files is told with its place, and what is right is left alone."""

from pathlib import Path

import pytest

from nlp.check import findings
from nlp.weights import LABELS
from nlp.wordfiles import WORDS
from nlp.wordpool import WordsWrong

GOOD = {
    "category_a.toml": """
[[word]]
category = "低保"
strength = "name"
note = "项目的名字"
examples = ["想办低保"]
words = "低保 低保金"

[[word]]
category = "基础设施"
strength = "sure"
note = "公家的东西"
examples = ["路灯坏了"]
words = "路灯 (大|小)桥"
""",
    "cues_a.toml": """
[[cue]]
name = "倒地"
note = "人倒了"
examples = ["他摔倒了"]
words = "摔倒 晕倒"

[[cue]]
name = "起不来"
note = "起不来身"
examples = ["他起不来"]
words = "起不来"

[[cue]]
name = "动物"
note = "说的不是人"
examples = ["狗起不来"]
words = "狗 猪"
""",
    "cues_decoys.toml": """
[[cue]]
name = "平常话"
note = "吞词"
examples = ["摔倒的雕像"]
words = "摔倒的雕像"
""",
    "frames_a.toml": """
[[frame]]
name = "摔了起不来"
category = "医疗"
urgency = "紧急"
score = 9
all = ["倒地", "起不来"]
unless = "动物"
yes = ["他摔倒了 起不来"]
no = ["狗摔倒了 起不来"]
""",
    "suppressors.toml": 'hiding = "平常话"\n',
    "homophones.toml": '"抵保" = "低保"\n',
    # 学到的分量：什么都不知道，只是没有框架的都不当紧急
    "weights.tsv": f"长/\t1000000\t{len(LABELS)}:-3\n",
    "dialect_a.toml": 'region = "粤语"\n\n[[word]]\nsaid = "瞓低"\nmeans = "摔倒"\nnote = ""\n',
}


def written(folder: Path, **more: str) -> Path:
    """The good words in a folder; `more` adds to a file: `cues_a="…"`."""
    for name, text in GOOD.items():
        (folder / name).write_text(text + more.pop(name.removesuffix(".toml"), ""), "utf-8")
    for name, text in more.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def told(folder: Path, *, wrong: bool = True) -> list[str]:
    return [finding.said for finding in findings([folder]) if finding.wrong is wrong]


def test_good_words_give_nothing_to_say(tmp_path: Path) -> None:
    assert list(findings([written(tmp_path)])) == []


def word(category: str, strength: str, words: str, examples: str = "", note: str = "说明") -> str:
    listed = f'["{examples}"]' if examples else "[]"
    return (
        f'\n[[word]]\ncategory = "{category}"\nstrength = "{strength}"\nnote = "{note}"\n'
        f'examples = {listed}\nwords = "{words}"\n'
    )


def cue(name: str, words: str, examples: str = "") -> str:
    listed = f'["{examples}"]' if examples else "[]"
    return f'\n[[cue]]\nname = "{name}"\nnote = "说明"\nexamples = {listed}\nwords = "{words}"\n'


def frame(name: str, rest: str) -> str:
    return f'\n[[frame]]\nname = "{name}"\ncategory = "医疗"\nurgency = "紧急"\nscore = 9\n{rest}\n'


def sure_frame(unless: str = "动物", yes: str = "他摔倒了 起不来", no: str = "狗摔倒了 起不来") -> str:
    rest = f'all = ["倒地", "起不来"]\nunless = "{unless}"\nwithin = "整条"\n'
    return frame("又一个", f'{rest}yes = ["{yes}"]\nno = ["{no}"]')


WRONG = {
    "two strengths": (
        {"category_b": word("低保", "plain", "低保金 吃保", "吃保怎么办")},
        "category_b.toml 第 2 行「低保」：「低保金」写成 plain，category_a.toml 第 2 行「低保」里写成 name",
    ),
    "two strengths through a pattern": (
        {"category_b": word("基础设施", "strong", "大桥")},
        "「大桥」写成 strong，category_a.toml 第 9 行「基础设施」里写成 sure",
    ),
    "two names": (
        {"category_b": word("特困", "name", "低保金 五保")},
        "category_b.toml 第 2 行「特困」：「低保金」是 name，category_a.toml 第 2 行「低保」里也是",
    ),
    "twice in an entry": (
        {"cues_b": cue("倒地", "跌倒 跌倒")},
        "cues_b.toml 第 2 行「倒地」：「跌倒」在同一条里写了两遍",
    ),
    "an alarm that is a decoy": (
        {
            "cues_decoys": "\n",
            "cues_b": cue("救命", "摔倒的雕像", "摔倒的雕像"),
            "frames_b": frame("救命", 'all = ["救命"]\nyes = ["摔倒的雕像"]\nno = ["狗"]'),
        },
        "「摔倒的雕像」是吞词，又是单独就算紧急的词",
    ),
    "idle class": ({"cues_b": cue("没人用", "石头")}, "cues_b.toml 第 2 行「没人用」：没有一个框架、抑制、例句用到"),
    "homophone of nothing": (
        {"homophones": '"石投" = "石头"\n'},
        "homophones.toml 第 2 行：「石投」读作「石头」，可是「石头」不是词库里的词",
    ),
    "dialect word as it is": (
        {"dialect_b": 'region = "湘"\n[[word]]\nsaid = "嗲嗲 爷爷"\nmeans = "爷爷"\n'},
        "dialect_b.toml 第 2 行：「爷爷」的普通话写的就是它自己",
    ),
    "frame that excludes itself": (
        {"frames_b": frame("永不", 'all = ["倒地", "动物"]\nunless = "动物"\nyes = []\nno = []')},
        "frames_b.toml 第 2 行「永不」：all 里有一行的词组全写在 unless 里",
    ),
    "frame that another covers": ({"frames_b": sure_frame()}, "「摔了起不来」：凑齐它的话一定也凑齐「又一个」"),
    "cue example without the cue": (
        {"cues_b": cue("倒地", "跌倒", "天晴了")},
        "cues_b.toml 第 2 行「倒地」：例句「天晴了」里听不到这组词",
    ),
    "category example without a word": (
        {"category_b": word("低保", "sure", "吃保", "天晴了")},
        "例句「天晴了」里听不到这一类的词",
    ),
    "category example read as another": (
        {"category_b": word("低保", "weak", "补助", "路灯坏了 要补助")},
        "例句「路灯坏了 要补助」听成了「基础设施」",
    ),
    "yes that does not fit": ({"frames_b": sure_frame("倒地", yes="天晴了")}, "yes 的「天晴了」凑不齐这个框架"),
    "no that fits": ({"frames_b": sure_frame(no="他摔倒了 起不来")}, "no 的「他摔倒了 起不来」也凑齐了这个框架"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, name: str) -> None:
    more, sentence = WRONG[name]
    said = told(written(tmp_path, **more))
    assert any(sentence in one for one in said), said


def taught(folder: Path, *lines: str) -> Path:
    (written(folder) / "examples").mkdir()
    (folder / "examples" / "甲.tsv").write_text("\n".join(("# 例句", *lines)) + "\n", "utf-8")
    return folder


def test_a_sentence_taught_two_ways_is_wrong_and_twice_the_same_is_a_hint(tmp_path: Path) -> None:
    same, other = "低保\t咨询\t低保几时发", "低保\t普通\t低保几时发"
    folder = taught(tmp_path, same, same, other)
    assert [said for said in told(folder) if "甲.tsv 第 4 行：「低保几时发」写成 低保、普通" in said]
    assert [
        said for said in told(folder, wrong=False) if "甲.tsv 第 3 行：「低保几时发」在甲.tsv 第 2 行已经有了" in said
    ]


def test_a_word_the_cut_goes_through_is_shown_with_what_would_mend_it(tmp_path: Path) -> None:
    folder = taught(tmp_path, "基础设施\t普通\t村里小桥塌了", "基础设施\t普通\t过小桥塌了")
    (folder / "cues_b.toml").write_text(cue("动物", "过小 里小", "过小"), "utf-8")
    said = told(folder, wrong=False)
    assert sum(one.startswith("切口：") for one in said) == 2
    assert any(
        "「小桥」被「过小」切断，1 句里没听到它，例如「过小桥塌了」。把「过小桥」也写进词库" in one for one in said
    )


def test_entries_without_note_or_example_are_hints_one_a_file(tmp_path: Path) -> None:
    more = word("低保", "sure", "吃保", note="") + word("低保", "sure", "吃低", note="")
    folder = written(tmp_path, category_b=more)
    assert told(folder) == []
    assert told(folder, wrong=False) == [
        "category_b.toml：2 条没有说明 note：第 2 行「低保」、第 9 行「低保」",
        "category_b.toml：2 条没有例句 examples：第 2 行「低保」、第 9 行「低保」",
    ]


def test_only_the_last_folder_is_spoken_of(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    written(ours, cues_b=cue("没人用", "石头"))
    (theirs / "category_z.toml").write_text(word("低保", "plain", "低保金", "想办低保金"), "utf-8")
    (said,) = [finding.said for finding in findings([ours, theirs])]
    assert said.startswith("category_z.toml 第 2 行「低保」：「低保金」写成 plain，category_a.toml 第 2 行")


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("cues_b.toml", "[[cue]]\nname = \nnote = 1", "cues_b.toml 第 2 行"),
        ("frames_b.toml", '[[frame]]\nname = "坏"\nall = ["无"]', "frames_b.toml 第 1 行「坏」: 没有「无」这组词"),
        ("examples/甲.tsv", "低保 咨询 没有制表符", "甲.tsv 第 1 行"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    (written(tmp_path) / "examples").mkdir()
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(WordsWrong, match=complaint):
        list(findings([tmp_path]))


def test_nothing_has_to_be_mended_in_the_words_we_ship() -> None:
    assert [finding.said for finding in findings([WORDS]) if finding.wrong] == []
