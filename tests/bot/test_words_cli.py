"""evaluate, explain, check-words: what they print to somebody who is no programmer, and how they end."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.columns import clipped, columns, width
from bot.explain import lines
from bot.marks import Mark, marked
from care.category import NOT_A_REQUEST, UNSORTED
from nlp.classify import Classifier
from nlp.explain import Explanation, explain
from nlp.intent import Evidence, Need, Reading

CLASSIFIER = Classifier()


def told(text: str) -> str:
    return "\n".join(lines(explain(CLASSIFIER, text)))


def test_marks_stand_under_their_words_whatever_is_wide() -> None:
    assert list(marked("ab摔倒 c起不来", [Mark(2, 4), Mark(6, 9)])) == ["  ab摔倒 c起不来", "    1---  2-----"]


def test_marks_that_overlap_go_below_each_other() -> None:
    assert list(marked("不想活了", [Mark(0, 3), Mark(1, 4)])) == ["  不想活了", "  1-----", "    2-----"]


def test_a_mark_over_the_end_of_a_line_goes_on_in_the_next() -> None:
    drawn = list(marked("天" * 35 + "救命" + "地" * 5, [Mark(35, 37)]))
    assert drawn == ["  " + "天" * 35 + "救", "  " + " " * 70 + "1-", "  命" + "地" * 5, "  1-"]


def test_of_a_long_text_only_what_is_marked_is_shown() -> None:
    drawn = list(marked("天" * 9000 + "救命" + "地" * 9000, [Mark(9000, 9002)]))
    assert len(drawn) < 10
    assert "  1---" in drawn
    hidden = [int(line.strip(" …（）个字")) for line in drawn if "……" in line]
    assert sum(hidden) + sum(line.count("天") + line.count("地") + line.count("救") * 2 for line in drawn) == 18002


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text_is_said_to_be_empty(text: str) -> None:
    assert list(marked(text, [])) == ["  （空的）"]


def test_columns_are_as_wide_as_they_look() -> None:
    assert columns([("甲", "1"), ("abc", "22"), ("甲乙", "3")]) == ["甲    1", "abc   22", "甲乙  3"]
    assert width("甲a\u200d\ufe0f") == width("甲a") + 1
    assert clipped("一二三四五", 7) == "一二三…"
    assert clipped("一\n二\u202e", 20) == "一⏎二·"


def test_an_emergency_is_explained_with_its_words_frames_and_who_is_called() -> None:
    said = told("我妈摔倒了起不来，快来人")
    assert "听成：医疗，紧急" in said
    assert "交给应急：马上叫在岗的人" in said
    assert "「起不来」（第 6 到 8 个字）：框架「摔了起不来」凑齐了（医疗）" in said
    assert said.splitlines()[1] == "  我妈摔倒了起不来，快来人"
    assert "1---" in said.splitlines()[2]


def test_what_was_muted_is_named_with_the_words_that_muted_it() -> None:
    said = told("电视里有人跳楼")
    assert "听成：非诉求" in said
    assert "谁也不用找，不记工单" in said
    assert "听见了，但不作数" in said
    assert "可是「电视里」是「影视」的话，所以不算" in said


def test_what_was_denied_is_named() -> None:
    assert "「着火」前面有否定" in told("没有着火")
    assert "说没有也要人去看" in told("我没有想死")


def reading(category: str = "医疗", *evidence: Evidence, **more: object) -> Reading:
    return Reading(category, "普通", "村社工", category == NOT_A_REQUEST, evidence, **more)  # type: ignore[arg-type]  # 测试里写全


def page(text: str, one: Reading) -> str:
    return "\n".join(lines(Explanation(text, one, (), (), 0)))


def test_what_nobody_understood_is_asked_about_and_not_lost() -> None:
    said = page("那个东西", reading(UNSORTED, unclear=True))
    assert "听成：没听明白" in said
    assert "先问一句；还是不明白，交给村社工来看，不会丢" in said
    assert "凭什么" not in said


def test_the_second_need_and_the_runner_up_are_told() -> None:
    needs = (Need("医疗", "普通", "村社工", "医疗/词"), Need("低保", "咨询", "自助", "低保/词"))
    said = page("看病", reading(needs=needs, runner_up="残疾", rule="医疗/词"))
    assert "还有一件事\n  低保，咨询，交给自助；「低保」的词" in said
    assert "差一点听成：残疾" in said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("低保/词", "「低保」的词"),
        ("低保/例句", "例句里「低保」常这样说"),
        ("抑制/过去", "这是「过去」的话，让险情不作数"),
        ("非诉求/整句", "整条只有这一句，是客气话"),
        ("医疗/叫不醒", "框架「叫不醒」凑齐了（医疗）"),
        ("心理/想死（否定，问人）", "框架「想死」凑齐了（心理，说的是没有，但这种事要人去看）"),
    ],
)
def test_every_kind_of_rule_is_a_clause_that_can_be_read(rule: str, said: str) -> None:
    assert f"1 「词」（第 1 个字）：{said}" in page("词", reading("医疗", Evidence("词", 0, 1, rule)))


ODD = ["", "😂😂", "\ud800\u202e\u200b救命\x00", "天" * 20_000, "我不想活了" + "天" * 20_000, "e\u0301①ﷺ", "\n\r\t"]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_text_is_explained_on_few_lines_that_can_be_printed(text: str) -> None:
    said = told(text)
    said.encode("utf-8")
    assert len(said) < 3_000
    assert all(width(line) <= 400 and line.isprintable() for line in said.splitlines())


def test_explain_takes_words_with_or_without_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "路灯", "坏了"]) == 0
    assert "  路灯 坏了\n" in capsys.readouterr().out


def rows(*more: str) -> str:
    cases = [
        {"text": "我妈摔倒了起不来，快来人", "category": "医疗", "urgency": "紧急"},
        {"text": "路灯坏了三天", "category": "基础设施", "urgency": "普通"},
        {"text": "收到", "category": "非诉求", "urgency": "无"},
        {"text": "好的", "category": "医疗", "urgency": "紧急"},
    ]
    return "\n".join([*(json.dumps(case, ensure_ascii=False) for case in cases), *more])


def test_evaluate_prints_figures_in_columns_and_every_missed_emergency(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "甲.jsonl"
    file.write_text(rows("不是 JSON"), "utf-8")
    assert main(["evaluate", str(file)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("甲.jsonl：4 句（紧急 2，别的诉求 1，非诉求 1）\n  第 5 行跳过：不是一行 JSON\n")
    assert "漏掉的紧急（1 句）\n  应是 医疗·紧急  听成 非诉求·无  好的" in said
    (heard,) = [line for line in said.splitlines() if line.startswith("紧急：听出来的")]
    assert heard.split() == ["紧急：听出来的", "0.500", "1/2", "≥", "0.95", "没有达到"]
    table = said.split("\n\n")[1].splitlines()
    goals = {width(line[: line.index(mark)]) for line in table for mark in "≥≤" if mark in line}
    assert len(goals) == 1, "一列里的要对齐"


def test_evaluate_of_several_files_adds_them_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.jsonl").write_text(rows(), "utf-8")
    assert main(["evaluate", str(tmp_path / "甲.jsonl"), str(tmp_path / "乙.jsonl"), "--json"]) == 0
    first, second, both = json.loads(capsys.readouterr().out)
    assert [first["file"], second["file"], both["file"]] == ["甲.jsonl", "乙.jsonl", "合在一起"]
    assert [first["count"], both["count"], both["emergencies"], both["recall"]] == [4, 8, 4, 0.5]
    assert [one["text"] for one in both["missed"]] == ["好的", "好的"]


UNREADABLE = {
    "missing": (None, "没有这个文件。"),
    "empty": (b"", "里没有一句能量的话：文件是空的。"),
    "no case": (b"{}\n", "里没有一句能量的话：第 1 行text 没有写，或不是一句话。"),
    "not utf-8": ("路灯".encode("gbk"), "不是 UTF-8 的字"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_measured_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    content, complaint = UNREADABLE[name]
    file = tmp_path / "甲.jsonl"
    if content is not None:
        file.write_bytes(content)
    assert main(["evaluate", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert complaint in err
    assert len(err.splitlines()) == 1


def test_a_folder_cannot_be_measured_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(tmp_path)]) == 1
    assert "这是文件夹，不是文件。" in capsys.readouterr().err


def checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["check-words", "--words", str(folder)])
    out, err = capsys.readouterr()
    return code, out, err


TOWNSHIP = """\
[[word]]
category = "基础设施"
strength = "sure"
note = "{note}"
examples = ["{text}"]
words = "石拱涵"
"""


def test_check_words_ends_well_with_hints_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "category_ours.toml").write_text(TOWNSHIP.format(note="", text="石拱涵塌了路不通"), "utf-8")
    code, out, err = checked(tmp_path, capsys)
    assert (code, err) == (0, "")
    assert "提示  category_ours.toml：1 条没有说明 note：第 1 行「基础设施」\n" in out
    assert out.splitlines()[-1].startswith("没有要改的，")


def test_check_words_fails_on_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "category_ours.toml").write_text(TOWNSHIP.format(note="老桥", text="天晴了"), "utf-8")
    code, out, _ = checked(tmp_path, capsys)
    assert code == 1
    assert "要改  category_ours.toml 第 1 行「基础设施」：例句「天晴了」里听不到这一类的词" in out
    assert out.splitlines()[-1].startswith("1 处要改，")


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("category_ours.toml", "[[word]]\ncategory = 基础\n", "category_ours.toml 第 2 行"),
        ("notes.txt", "", "里没有一个 .toml 文件"),
    ],
)
def test_check_words_names_the_broken_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, complaint: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    code, out, err = checked(tmp_path, capsys)
    assert (code, out) == (1, "")
    assert complaint in err


def test_check_words_of_no_folder_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = checked(tmp_path / "nowhere", capsys)
    assert code == 1
    assert err == f"没有「{tmp_path / 'nowhere'}」这个文件夹。\n"
