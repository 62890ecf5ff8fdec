"""Texts to be shown or learned from: nobody's name, nobody's number, and the rest as it was said."""

import pytest

from nlp.anonymous import anonymous


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王奶奶屋顶漏水了", "某奶奶屋顶漏水了"),
        ("我叫王满崽，想问低保", "我叫某某某，想问低保"),
        ("我是覃芳", "我是某某"),
        ("李明今天没来", "某某今天没来"),
        ("石磊家的猪病了", "某某家的猪病了"),
        ("打我电话19900000000", "打我电话199****0000"),
        ("屋顶漏水了", "屋顶漏水了"),
        ("", ""),
        ("方便的话来一下", "方便的话来一下"),
    ],
)
def test_names_and_numbers_are_gone_and_the_rest_stays(text: str, shown: str) -> None:
    assert anonymous(text, ["李明", "石磊"]) == shown


def test_a_name_of_one_letter_is_not_looked_for() -> None:
    assert anonymous("明天来看看", ["明"]) == "明天来看看"
