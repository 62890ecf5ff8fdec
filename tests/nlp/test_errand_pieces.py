"""清单的回话要读得全：三百多句各读成什么；说到的每一行不是记下就是问；没读懂的不写进别人的走访."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errand_talk import Known, Said, read_errands
from nlp.errand_words import grave

NAMES = """黄奶奶 1|黄桂英 1|桂英 1|罗爷爷 2|罗建国 2|建国 2|张奶奶 3|张秀英 3|秀英 3|李爷爷 4|李德福 4|德福 4
韦家 5|覃家 6|蒙奶奶 7|吴奶奶 8
韦老三 5 韦老三|老三 5 韦老三|韦桂花 5 韦桂花|桂花 5 韦桂花
覃小明 6 覃小明|小明 6 覃小明|覃阿婆 6 覃阿婆|阿婆 6 覃阿婆|覃奶奶 6 覃阿婆"""


def _name(said: str) -> tuple[str, int, str]:
    name, line, *who = said.split()
    return name, int(line), "".join(who)


KNOWN = Known(
    frozenset(range(1, 9)),
    tuple(_name(one) for row in NAMES.splitlines() for one in row.split("|")),
    frozenset({5, 6}),
)
TABLE = [
    row.split(" => ")
    for row in (Path(__file__).parent / "said" / "errands.txt").read_text("utf-8").splitlines()
    if row and not row.startswith("#")
]


def brief(one: Said) -> str:
    line = str(one.line or "全")
    if one.skip:
        return f"{line}不算"
    found = line + ("回来" if one.back else one.outcome)
    found += "=" + "、".join(one.who) if one.who else ""
    found += "-" + "、".join(one.but) if one.but else ""
    found += "" if one.mode == "上门" else f"({one.mode})"
    found += f"@{one.days_back}" if one.days_back else ""
    found += f"到{one.until}" if one.until else ""
    return found + "!" * one.fix


def read(text: str) -> str:
    answers = read_errands(text, KNOWN)
    parts = [brief(one) for one in answers.said]
    parts += [f"{one.line or '全'}?{one.why.name}" for one in answers.unread]
    parts += ["改"] if answers.fix and not answers.said else []
    return " ".join(parts) or "-"


@pytest.mark.parametrize(("text", "heard"), TABLE)
def test_a_sentence_is_read_as_the_table_says(text: str, heard: str) -> None:
    assert read(text) == heard


PIECES = (
    "好",
    "没人",
    "要帮忙 没米了",
    "没好",
    "头昏",
    "要修房顶",
    "住院",
    "都蛮好",
    "哈",
    "在县医院",
    "不肯开门",
    "腿断了",
)


@given(
    st.lists(
        st.tuples(st.integers(1, 8), st.sampled_from(PIECES)), min_size=1, max_size=8, unique_by=lambda one: one[0]
    ),
    st.sampled_from((" ", "，", "。", "\n", "；")),
    st.sampled_from(("", "号")),
)
def test_every_line_that_was_named_is_written_down_or_asked(told: list[tuple[int, str]], gap: str, hao: str) -> None:
    answers = read_errands(gap.join(f"{line}{hao}{said}" for line, said in told), KNOWN)
    heard = [one.line for one in answers.said] + [one.line for one in answers.unread]
    assert sorted(line for line in heard if line) == sorted(line for line, _ in told)


@given(st.sampled_from(PIECES[3:7]), st.sampled_from(("", " ", "，", "就是", " 就", "，但")))
def test_all_well_never_hides_what_was_not_read(rest: str, between: str) -> None:
    answers = read_errands(f"都好{between}4{rest}", KNOWN)
    heard = [one.line for one in answers.said] + [one.line for one in answers.unread]
    assert [line for line in heard if line] == [4]


@given(
    st.text(
        alphabet="123456789一二十号好没人都全了错是要帮忙除补昨天 ，。、到住院李爷爷韦老三\n其他🙂\ud800", max_size=40
    )
)
def test_whatever_is_said_nothing_breaks(text: str) -> None:
    for one in read_errands(text, KNOWN).said:
        assert one.line is None or 1 <= one.line <= 99


@pytest.mark.parametrize(
    ("text", "is_grave"),
    [
        ("骨折了在地上", True),
        ("腿断了", True),
        ("昨天摔倒了今天在床上起不来", True),
        ("有股煤气味", True),
        ("没有骨折", False),
        ("去年中风过", False),
        ("煤气灶坏了", False),
        ("好", False),
    ],
)
def test_life_and_death_is_heard(text: str, is_grave: bool) -> None:
    assert grave(text) is is_grave
