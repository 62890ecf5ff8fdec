"""答话: yes, no, and which one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.answers import choice, yes_no

YES = (
    "要得|中|照|得|系|系啊|係|是的|嗯嗯|行|可以|对头|要|没问题|冇问题|OK👌|好嘞|要得嘛，明天来|是我|那行|好好好|"
    "可以的可以的|管"
)
NO = (
    "算了|算咯|不消|莫得|唔系|唔係|唔使啦|不用了谢谢|不行|不得行|冇|没有|不要|不用来了|莫来|那就算了|好的，不用了|"
    "都不是|不对，是另外一个"
)
NEITHER = "好不好|行吗|要不要|系唔系|随便|都可以|不好意思|没事|得了|不知道|不要紧|不在了|我妈摔了||[微笑]"


@pytest.mark.parametrize("text", YES.split("|"))
def test_yes_in_many_mouths(text: str) -> None:
    assert yes_no(text) is True


@pytest.mark.parametrize("text", NO.split("|"))
def test_no_in_many_mouths(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize("text", NEITHER.split("|"))
def test_what_is_neither_is_not_taken_for_one(text: str) -> None:
    assert yes_no(text) is None


@pytest.mark.parametrize(
    ("text", "options", "chosen"),
    [
        ("1", 3, 1), ("１", 3, 1), ("一", 3, 1), ("①", 3, 1), ("1️⃣", 3, 1), ("第一个", 3, 1), ("头一个", 3, 1),
        ("前面那个", 2, 1), ("后面那个", 2, 2), ("后面那个", 3, None), ("中间那个", 3, 2), ("最后一个", 3, 3),
        ("另一个", 2, 2),
        ("2号", 3, 2), ("二号那个", 3, 2), ("就第三个吧", 3, 3), ("要第二个", 2, 2), ("4", 3, None), ("1？", 3, None),
        ("都要", 2, None), ("两个都要", 2, None), ("1和2", 2, None), ("1 2", 2, None), ("12", 3, None),
        ("算了", 2, 0), ("都不是", 3, 0), ("0", 2, 0), ("好的", 1, 1), ("好的", 2, None), ("要得", 1, 1),
        ("1", 0, None),
    ],
)  # fmt: skip
def test_which_one(text: str, options: int, chosen: int | None) -> None:
    assert choice(text, options) == chosen


@given(st.text() | st.text(alphabet="不要好的是算了12一二第个那前后都嗯，。", max_size=50), st.integers(0, 10))
def test_any_answer_is_read_and_never_out_of_range(text: str, options: int) -> None:
    chosen = choice(text, options)
    assert chosen is None or 0 <= chosen <= options
    assert yes_no(text) in (True, False, None)
