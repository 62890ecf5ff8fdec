"""口令：什么是，什么不是."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.commands import parse
from nlp.intent import Aim, Intent
from nlp.numbers import NUMERAL_STARTS, fold
from nlp.phrases import ALONE, WITH_NUMBER
from tests.nlp.command_table import COMMANDS, FREE_WORDS
from tests.nlp.test_numbers import chinese

_VERBS = {Aim.ACCEPT: "接", Aim.LOOK: "查", Aim.NUDGE: "催", Aim.UNDO: "撤销"}
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"})
_CASES = [(text, intent) for intent, texts in COMMANDS for text in texts]


@pytest.mark.parametrize(("text", "intent"), _CASES, ids=[text for text, _ in _CASES])
def test_a_command_is_heard(text: str, intent: Intent) -> None:
    assert parse(text) == intent


@pytest.mark.parametrize("text", FREE_WORDS)
def test_what_villagers_say_in_passing_is_no_command(text: str) -> None:
    assert parse(text) is None


def test_the_tables_are_as_long_as_promised() -> None:
    assert len(_CASES) >= 150
    assert len(FREE_WORDS) >= 60


@pytest.mark.parametrize(("text", "intent"), _CASES, ids=[text for text, _ in _CASES])
def test_full_width_and_marks_around_change_nothing(text: str, intent: Intent) -> None:
    marked = intent.aim is not Aim.HELP and not text.endswith(("？", "?"))
    for other in (f"  {text}  ", f"\u3000{text}\n", *((f"{text}。", f"「{text}」", f"{text}！") if marked else ())):
        assert parse(other) == intent
    if "[" not in text:  # 表情的方括号由微信写，没有全角的
        wide = parse(text.translate(_WIDE))
        assert wide is not None
        assert _essence(wide) == _essence(intent)


_BARE = [(text, intent) for text, intent in _CASES if not intent.words and not intent.who and "[" not in text]


@pytest.mark.parametrize(("text", "intent"), _BARE, ids=[text for text, _ in _BARE])
def test_a_space_between_words_changes_nothing(text: str, intent: Intent) -> None:
    for at in range(1, len(text)):
        if not all(char in NUMERAL_STARTS or fold(char).isascii() for char in text[at - 1 : at + 1]):
            assert parse(f"{text[:at]} {text[at:]}") == intent, at


def _essence(intent: Intent) -> tuple[object, ...]:
    """Words are kept as they were typed, so they are left out; who is typed too."""
    return intent.aim, intent.number, intent.choice, intent.days, intent.weekday, bool(intent.words)


@pytest.mark.parametrize("table", [ALONE, WITH_NUMBER], ids=["alone", "numbered"])
def test_every_saying_of_the_word_table_can_be_reached(table: dict[str, object]) -> None:
    prefix = "" if table is ALONE else "12 "
    assert [saying for saying in table if parse(prefix + saying) is None] == []


numbers = st.integers(1, 9) | st.integers(10, 99_999)
writings = st.sampled_from(
    (
        "{n}",
        "{n}号",
        "#{n}",
        "{n}#",
        "T-{n}",
        "{n}号单",
        "{wide}",
        "{wide}号",
        "{chinese}号",
        "{chinese}",
        "工单{n}",
        "第{n}号",
    )
)
orders = st.sampled_from(("{number} {verb}", "{number}{verb}", "{number}，{verb}", "{verb} {number}", "{verb}{number}"))


@given(numbers, writings, orders, st.sampled_from(sorted(_VERBS)))
def test_a_number_in_any_writing_and_order_is_the_same_ticket(number: int, writing: str, order: str, aim: Aim) -> None:
    written = writing.format(n=number, wide=str(number).translate(_WIDE), chinese=chinese(number))
    assert parse(order.format(number=written, verb=_VERBS[aim])) == Intent(aim, number=number)


WORDS = ("修好了", "换了两片瓦", "人手不够", "老人耳朵不好 敲重些", "找人看过，管子裂了")
intents = st.one_of(
    st.builds(Intent, st.sampled_from(sorted(_VERBS)), number=numbers | st.none()),
    st.builds(Intent, st.just(Aim.RESOLVE), number=numbers | st.none(), words=st.sampled_from(WORDS)),
    st.builds(Intent, st.just(Aim.NOTE), number=numbers | st.none(), words=st.sampled_from(WORDS)),
    st.builds(
        Intent,
        st.just(Aim.HAND_OVER),
        number=numbers | st.none(),
        who=st.sampled_from(("社工站", "民政办", "村委")),
        words=st.sampled_from(WORDS),
    ),
    st.builds(Intent, st.just(Aim.POSTPONE), number=numbers | st.none(), days=st.integers(1, 90)),
    st.builds(Intent, st.just(Aim.POSTPONE), number=numbers | st.none(), weekday=st.integers(0, 6)),
    st.builds(Intent, st.just(Aim.CHOICE), number=numbers | st.none(), choice=st.integers(0, 9)),
    st.builds(
        Intent, st.just(Aim.BEHALF), who=st.sampled_from(("张奶奶", "我妈", "三组老韦")), words=st.sampled_from(WORDS)
    ),
    st.builds(Intent, st.just(Aim.BIND), who=st.from_regex(r"[A-Z0-9]{4,12}", fullmatch=True)),
)


def canonical(intent: Intent) -> str:
    """The way our own notices write a command."""
    day = f"{intent.days}天后" if intent.weekday is None else f"周{'一二三四五六日'[intent.weekday]}"
    said = {
        Aim.RESOLVE: f"好了 {intent.words}",
        Aim.NOTE: f"备注 {intent.words}",
        Aim.HAND_OVER: f"转 {intent.who} {intent.words}",
        Aim.POSTPONE: day,
        Aim.CHOICE: str(intent.choice),
        Aim.BEHALF: f"代 {intent.who}：{intent.words}",
        Aim.BIND: f"绑定 {intent.who}",
    } | _VERBS
    return said[intent.aim] if intent.number is None else f"{intent.number} {said[intent.aim]}"


@given(intents)
def test_what_we_tell_people_to_write_is_what_we_read(intent: Intent) -> None:
    assert parse(canonical(intent)) == intent


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    parse(text)


@given(
    st.lists(
        st.sampled_from([*"12十〇接转催查好了备注代绑定明天周五号#:： \n\t\u200b️⃣？吗不没社工站", "修好了", "T-"]),
        max_size=30,
    )
)
def test_no_heap_of_command_words_is_too_strange(pieces: list[str]) -> None:
    parse("".join(pieces))


@pytest.mark.parametrize(
    "piece", ["漏", "1", "一", " ", "修好了 ", "a-", "好的", "12 接\n", "\x00", "😀", "代 张", "#", "@守望 "]
)
def test_twenty_thousand_characters_are_read_by_their_head(piece: str) -> None:
    long = piece * (20_000 // len(piece))
    intent = parse(long)
    assert intent is None or len(intent.words) <= len(long)


def test_a_long_result_is_kept_whole() -> None:
    result = "换了水管，" * 4_000 + "完工"
    assert parse(f"12 好了 {result}") == Intent(Aim.RESOLVE, number=12, words=result)
