"""What may be said in a group, and how a long text is cut."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from care.speech import may_say_in_group, pieces

# 一个字最多 4 字节；行尾只有 \n 是我们自己写的，别的也要原样留下
texts = st.text(st.sampled_from("好a漏😀\n\r\t\u2028\x0b 、"), max_size=60)


def without_breaks(text: str) -> str:
    return text.replace("\n", "")


@given(text=texts, limit=st.integers(4, 40))
@example(text="一" * 8 + "\n", limit=24)
@example(text="\n\n\n", limit=4)
def test_pieces_lose_nothing_but_line_ends_where_they_are_cut(text: str, limit: int) -> None:
    parts = list(pieces(text, limit))
    assert without_breaks("".join(parts)) == without_breaks(text)
    assert all(len(part.encode()) <= limit for part in parts)


@given(text=texts, limit=st.integers(4, 40))
@example(text="一" * 8 + "\n", limit=24)
@example(text="\n\n\n\n\n", limit=4)
def test_no_piece_is_empty_where_something_was_said(text: str, limit: int) -> None:
    """An empty text is refused by every platform."""
    parts = list(pieces(text, limit))
    if without_breaks(text):
        assert all(without_breaks(part) for part in parts)
    else:
        assert parts == [""]


@given(text=st.text(max_size=80), limit=st.integers(4, 60))
def test_a_text_that_fits_is_one_piece(text: str, limit: int) -> None:
    if len(text.encode()) <= limit:
        assert list(pieces(text, limit)) == [text.rstrip("\n")]


def test_lines_are_kept_whole_where_they_fit() -> None:
    lines = [f"{number}号 屋顶漏水" for number in range(10, 30)]
    parts = list(pieces("\n".join(lines), 100))
    assert len(parts) > 1
    assert [line for part in parts for line in part.split("\n")] == lines


def test_a_line_longer_than_the_limit_is_cut_between_characters_and_the_rest_goes_on() -> None:
    assert list(pieces("早\n" + "一" * 10 + "\n晚", 12)) == ["早", "一一一一", "一一一一", "一一\n晚"]


@pytest.mark.parametrize(
    "text",
    [
        "请打19900000000",
        "号码：199 0000 0000",
        "199-0000-0000",
        "1990000 0000",
        "１９９０００００００0",
        "身份证110101190001010000",
        "110101190001010000X",
        "座机0771-1234567",
    ],
)
def test_phone_and_identity_numbers_stay_out_of_a_group(text: str) -> None:
    assert not may_say_in_group(text, [])


@pytest.mark.parametrize("text", ["12号收到", "2026年3月2日 09:00", "12356", "心理援助12349 12355", "120/110/119", ""])
def test_ticket_numbers_days_and_hotlines_may_be_said(text: str) -> None:
    assert may_say_in_group(text, [])


def test_names_and_ones_own_words_stay_out_but_single_characters_do_not_gag_us() -> None:
    assert not may_say_in_group("王奶奶家的事收到了", ["王奶奶"])
    assert not may_say_in_group("收到：我老公打我", ["王奶奶", "我老公打我"])
    assert may_say_in_group("收到，已经有人在看", ["王", "", "看"])
