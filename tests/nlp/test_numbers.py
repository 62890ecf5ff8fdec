"""数字怎么写都认."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.numbers import fold, numeral, quoted_ticket, ticket_code

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """The schoolbook way, for 1–99,999."""
    written, gap = "", False
    for unit, name in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if gap and written else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return written.replace("一十", "十", 1) if written.startswith("一十") else written


@given(st.integers(1, 99_999))
def test_a_chinese_number_is_the_number_it_writes(number: int) -> None:
    assert numeral(chinese(number)) == number


@given(st.integers(0, 999_999_999))
def test_digits_read_one_by_one_are_the_number(number: int) -> None:
    assert numeral("".join(_DIGITS[int(digit)] for digit in str(number))) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("十", 10), ("十二", 12), ("二十", 20), ("廿三", 23), ("卅", 30), ("一百", 100), ("一百零三", 103),
        ("一百三", 130), ("一百一十二", 112), ("两百", 200), ("两百五", 250), ("一千零五", 1005), ("一千五", 1500),
        ("壹拾贰", 12), ("〇", 0), ("一〇三", 103), ("⑩", 10), ("⑫", 12), ("⑳", 20), ("012", 12),
    ],
)  # fmt: skip
def test_people_write_numbers_in_many_ways(written: str, number: int) -> None:
    assert numeral(written) == number


@pytest.mark.parametrize(
    "written", ["", "百", "千", "万", "十十", "百十千", "一百百", "十百", "1234567890", "一万万", "好"]
)
def test_what_is_no_number_is_none(written: str) -> None:
    assert numeral(written) is None


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_full_width_circled_keycap_and_traditional_forms_fold_to_one() -> None:
    assert fold("＃１２　③４️⃣ 號 ＡＢ") == "#12 34   号 ab"


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("12号 屋顶漏水…（回「12 接」）", 12),
        ("收到了，记下12号。李明（网格员）会联系您。", 12),
        ("12号办好了吗？回1满意 2一般 3不满意", 12),
        ("12号 王奶奶家3号楼漏水", 12),
        ("12号您接了。办好了回「12 好了」。", 12),
        ("单号 12，办好了", 12),
        ("王奶奶：屋顶漏水", None),
        ("12号 屋顶漏水\n13号 路灯坏了", None),
        ("8月12号要交电费", None),
        ("3号楼漏水", None),
        ("12号上午停电", None),
        ("", None),
    ],
)
def test_a_quote_names_one_ticket_or_none(quote: str, number: int | None) -> None:
    assert quoted_ticket(quote) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("#12 又漏了", 12),
        ("那个12号单 又漏了", 12),
        ("T-12 还是不行", 12),
        ("工单十二还没好", 12),
        ("12号楼漏水", None),
        ("t恤12块", None),
    ],
)
def test_in_free_words_only_an_unmistakable_code_is_a_ticket(text: str, number: int | None) -> None:
    assert ticket_code(text) == number
