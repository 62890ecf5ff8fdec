"""ID numbers, telephones and names: every way of writing one, and what is said about a wrong one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.identity import (
    IdNumber,
    Name,
    NotAName,
    NotAnId,
    NotAPhone,
    check_letter,
    parse_id,
    parse_name,
    parse_phone,
)

GOOD = "000000195003020128"  # 没有 000000 这个地方；校验码由下面的测试核对
days = st.dates(date(1880, 1, 1), date(2026, 12, 31))
firsts = st.builds(lambda day, order: f"000000{day:%Y%m%d}{order:03}", days, st.integers(0, 999))


def whole(first: str) -> str:
    return first + check_letter(first)


def test_the_check_letter_is_that_of_the_standard() -> None:
    """The worked example of GB 11643-1999, appendix: 11010519491231002 → X."""
    assert check_letter("11010519491231002") == "X"
    assert check_letter("44052418800101001") == "4"


@given(firsts)
def test_a_number_tells_birth_and_sex(first: str) -> None:
    found = parse_id(whole(first))
    assert found == IdNumber(whole(first), date.fromisoformat(first[6:14]), "男" if int(first[16]) % 2 else "女")


@given(firsts, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_letter_is_always_noticed(first: str, place: int, letter: str) -> None:
    number = whole(first)
    changed = number[:place] + letter + number[place + 1 :]
    if changed == number:
        assert parse_id(changed).number == number
    else:
        with pytest.raises(NotAnId):
            parse_id(changed)


@given(firsts, st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_noticed(first: str, place: int) -> None:
    number = whole(first)
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if changed != number:
        with pytest.raises(NotAnId):
            parse_id(changed)


@given(firsts, st.lists(st.tuples(st.integers(0, 18), st.sampled_from(" \u3000\u00a0\t\u200b")), max_size=4))
def test_spaces_full_width_and_a_small_x_do_not_matter(first: str, spaces: list[tuple[int, str]]) -> None:
    typed = "".join(chr(ord(letter) + 0xFEE0) for letter in whole(first).lower())
    for place, space in spaces:
        typed = typed[:place] + space + typed[place:]
    assert parse_id(typed).number == whole(first)


def test_an_old_number_is_made_longer() -> None:
    found = parse_id("000000 500302 012")
    assert found.number == whole("00000019500302012")
    assert (found.born_on, found.sex) == (date(1950, 3, 2), "女")


def test_the_number_of_a_disability_card_holds_the_id_number() -> None:
    assert parse_id(whole("00000019500302012") + "43").number == whole("00000019500302012")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有写"),
        ("00000019500302012", "少了 1 位"),
        ("00000019500302", "少了 4 位"),
        ("0000001950030201211", "多了 1 位"),
        ("0000001950O3020121", "“O”"),
        ("00000X195003020121", "X 只能在最后一位"),
        ("000000195002300121", "1950-02-30"),
        ("000000195013020121", "不是日子"),
        ("000000500230012", "1950-02-30"),
        ("000000105003020121", "太早"),
        ("4502**********1234", "“*”"),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(NotAnId, match=r"。$") as refusal:
        parse_id(text)
    assert said in str(refusal.value)


def test_a_wrong_last_letter_is_told_without_the_number() -> None:
    right = whole("00000019500302012")
    wrong = right[:17] + ("0" if right[17] != "0" else "1")
    with pytest.raises(NotAnId, match="最后一位对不上") as refusal:
        parse_id(wrong)
    assert wrong not in str(refusal.value)
    assert right not in repr(parse_id(right))


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused_in_a_sentence(text: str) -> None:
    said: list[str] = []
    for parse, refused in ((parse_id, NotAnId), (parse_phone, NotAPhone), (parse_name, NotAName)):
        try:
            parse(text)
        except refused as wrong:
            said.append(str(wrong))
    assert all(sentence.endswith("。") and len(sentence) > 5 for sentence in said)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("19900000000", "19900000000"),
        (" 199-0000-0000 ", "19900000000"),
        ("１９９ ００００ ００００", "19900000000"),
        ("+86 19900000000", "19900000000"),
        ("0086-199 0000 0000", "19900000000"),
        ("8619900000000", "19900000000"),
        ("019900000000", "19900000000"),
        ("07728600000", "0772-8600000"),
        ("(0772) 860 0000", "0772-8600000"),
        ("0772－8600000", "0772-8600000"),
        ("+86 772 8600000", "0772-8600000"),
        ("010-86000000", "010-86000000"),
        ("0772-8600000转12", "0772-8600000转12"),
        ("0772-8600000-12", "0772-8600000转12"),
    ],
)
def test_a_telephone_has_one_way_of_writing(text: str, phone: str) -> None:
    assert parse_phone(text) == phone
    assert parse_phone(phone) == phone


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有写"),
        ("1990000000", "少了 1 位"),
        ("199000000001", "多了 1 位"),
        ("8600000", "区号"),
        ("12900000000", "不像"),
        ("199****0000", "“*”"),
        ("找他儿子", "“找”"),
        ("+85290000000", "不像"),
    ],
)
def test_a_wrong_telephone_is_told_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(NotAPhone, match=r"。$") as refusal:
        parse_phone(text)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" 张三 ", Name("张三")),
        ("张　三", Name("张三")),
        ("欧 阳 修", Name("欧阳修")),
        ("阿依古丽 • 买买提", Name("阿依古丽·买买提")),
        ("阿依古丽．买买提", Name("阿依古丽·买买提")),
        ("阿依古丽.买买提", Name("阿依古丽·买买提")),
        ("阿依古丽‧买买提", Name("阿依古丽·买买提")),
        ("阿依古丽・买买提", Name("阿依古丽·买买提")),
        ("Ｍａｒｉａ  Wang", Name("Maria Wang")),
        ("张三（聋哑）", Name("张三", "聋哑")),
        ("张三(小名阿三)【已搬】", Name("张三", "小名阿三；已搬")),
        ("张三（聋哑", Name("张三", "聋哑")),
        ("韦〇", Name("韦〇")),
        ("\U00020bb7三", Name("\U00020bb7三")),
        ("\ue863三", Name("\ue863三")),
        ("李明2", Name("李明2")),
    ],
)
def test_a_name_has_one_way_of_writing(text: str, name: Name) -> None:
    assert parse_name(text) == name
    assert parse_name(name.name) == Name(name.name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有写名字"),
        ("无", "没有写名字"),
        ("—", "没有写名字"),
        ("123", "没有写名字"),
        ("（聋哑）", "没有写名字"),
        ("张三、李四", "几个人"),
        ("张?", "“?”"),
        ("王**", "“*”"),
        ("长" * 41, "太长"),
    ],
)
def test_what_is_no_name_is_told_why(text: str, said: str) -> None:
    with pytest.raises(NotAName, match=r"。$") as refusal:
        parse_name(text)
    assert said in str(refusal.value)
