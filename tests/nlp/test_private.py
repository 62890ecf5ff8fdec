"""号码: found and masked. All of them are impossible ones."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.private import Private, mask, numbers


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打19900000000找他", "打199****0000找他"),
        ("电话是199 0000 0000哈", "电话是199****0000哈"),
        ("199-0000-0000", "199****0000"),
        ("１９９００００００００", "199****0000"),
        ("+8619900000000", "+86199****0000"),
        ("幺九九零零零零零零零零", "199****0000"),
        ("1 9 9 0 0 0 0 0 0 0 0", "199****0000"),
        ("1️⃣9️⃣9️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣", "199****0000️⃣"),
        ("19900000000，19900000001", "199****0000，199****0001"),
        ("0772-0000000", "0772-****000"),
        ("电话2000000", "电话****000"),
        ("三组12 19900000000", "三组12 199****0000"),
        ("199 0000 0000 82岁", "199****0000 82岁"),
        ("身份证110101190001010010", "身份证1101***"),
        ("11010119000101000X", "1101***"),
        ("110101 19000101 0010办低保", "1101***办低保"),
        ("110101000101000", "1101***"),
        ("一一零一零一一九零零零一零一零零一零", "1101***"),
        ("19900000000110101190001010010", "199****00001101***"),
        ("11010119000101001019900000000", "1101***199****0000"),
        ("卡号6222000000000000000", "卡号6222***"),
        ("6222 0000 1990 0000 000", "6222***"),
        ("单号19900000000", "单号1990***"),
        ("打120 110 12345", "打120 110 12345"),
        ("12号单 三组5户", "12号单 三组5户"),
        ("13.5 28.6 30.2 41", "13.5 28.6 30.2 41"),
        ("1，3，5，7，9，2，4，6，8，0，1", "1，3，5，7，9，2，4，6，8，0，1"),
        ("没有号码", "没有号码"),
    ],
)
def test_a_number_of_somebody_is_masked_and_nothing_else(text: str, shown: str) -> None:
    assert mask(text) == shown


def test_a_ticket_or_card_number_is_no_phone() -> None:
    kinds = [number.kind for text in ("单号19900000000", "6222000000000000000") for number in numbers(text)]
    assert kinds == [Private.ACCOUNT, Private.ACCOUNT]


@pytest.mark.parametrize(
    ("text", "valid"), [("110101190001010010", False), ("11010119000101000x", False), ("110101000101000", None)]
)
def test_the_checksum_is_noted(text: str, valid: bool | None) -> None:
    assert [(number.kind, number.valid) for number in numbers(text)] == [(Private.ID, valid)]


def test_a_day_that_does_not_exist_is_no_identity_number() -> None:
    assert [number.kind for number in numbers("110101190013400010")] == [Private.ACCOUNT]


@given(st.text(alphabet="0123456789 -xX幺九零１电话号,.+", max_size=60))
def test_spans_are_in_order_and_masking_twice_changes_nothing_more(text: str) -> None:
    found = numbers(text)
    assert all(before.end <= after.start for before, after in pairwise(found))
    for number in found:
        assert number.start < number.end
        assert number.digits not in mask(text[number.start : number.end])


@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(mask(text), str)
