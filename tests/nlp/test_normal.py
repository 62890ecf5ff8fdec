"""归一以后，每一段都找得回原来那句话里的地方."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nlp.normal import LONGEST, MARK, READ_WHOLE, Normal, Normaliser, shortest

DIALECT = {"佢": "他", "冇": "没有", "系唔系": "是不是", "外家娘老子": "岳母", "细路": "小孩子"}
FOLD = {"媽": "妈", "來": "来", "燈": "灯"}
ALARMS = ("不想活", "救命")
NORMALISE = Normaliser(FOLD, DIALECT, ALARMS, pictures="🆘")
INVISIBLE = ["\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufe0f", "\u0301", "\x00", "\x1f", "\xad", "\U000e0041"]


def sent_for(normal: Normal, words: str) -> str:
    """What was sent where `words` are read."""
    at = normal.text.index(words)
    start, end = normal.span(at, at + len(words))
    return normal.sent[start:end]


@pytest.mark.parametrize(
    ("sent", "text", "words", "there"),
    [
        ("佢摔倒了", "他摔倒了", "他", "佢"),
        ("屋里冇米", "屋里没有米", "没有", "冇"),
        ("屋里冇米了", "屋里没有米了", "米", "米"),
        ("外家娘老子摔倒", "岳母摔倒", "岳母", "外家娘老子"),
        ("外家娘老子摔倒", "岳母摔倒", "摔倒", "摔倒"),
        ("细路冇人带", "小孩子没有人带", "小孩子", "细路"),
        ("细路冇人带", "小孩子没有人带", "人带", "人带"),
        ("佢系唔系冇米", "他是不是没有米", "没有米", "冇米"),
        ("冇冇冇来", "没有没有没有来", "来", "来"),
    ],
)
def test_a_dialect_word_longer_or_shorter_than_its_plain_form_is_found_again(
    sent: str, text: str, words: str, there: str
) -> None:
    normal = NORMALISE(sent)
    assert normal.text == text
    assert sent_for(normal, words) == there


def test_the_longest_dialect_word_is_the_one_that_is_read() -> None:
    assert Normaliser({}, {"冇": "没有", "冇得事": "没事"})("冇得事冇").text == "没事没有"


def test_a_half_of_a_plain_form_leads_into_the_dialect_word() -> None:
    normal = NORMALISE("屋里冇米")
    assert (normal.span(2, 3), normal.span(3, 4), normal.span(3, 5)) == ((2, 3), (2, 3), (2, 4))


@pytest.mark.parametrize("hidden", INVISIBLE)
def test_what_cannot_be_seen_is_not_read_and_not_counted(hidden: str) -> None:
    normal = NORMALISE(f"{hidden}救{hidden}{hidden}命啊{hidden}")
    assert normal.text.strip() == "救命啊"
    assert sent_for(normal, "救命") == f"救{hidden}{hidden}命"
    assert sent_for(normal, "啊") == "啊"


def test_an_invisible_letter_inside_a_dialect_word_does_not_hide_it() -> None:
    normal = NORMALISE("系\u200b唔\u202e系来")
    assert normal.text.strip() == "是不是来"
    assert sent_for(normal, "是不是") == "系\u200b唔\u202e系"


@pytest.mark.parametrize("picture", ["😭", "👨\u200d👩\u200d👧", "🇨🇳", "👍🏿", "🌧\ufe0f"])
def test_a_picture_ends_a_clause_and_keeps_the_way_back(picture: str) -> None:
    normal = NORMALISE(f"灯坏{picture}來人")
    assert [part for part in normal.text.split("\n") if part] == ["灯坏", "来人"]
    assert sent_for(normal, "来人") == "來人"


def test_a_picture_that_means_something_stays() -> None:
    normal = NORMALISE("我\u200b🆘快来")
    assert "🆘" in normal.text
    assert sent_for(normal, "🆘快来") == "🆘快来"


@pytest.mark.parametrize(
    "link",
    ["https://example.invalid/a?b=1#c", "http://example.invalid", "www.example.invalid/x", "HTTPS://EXAMPLE.INVALID"],
)
def test_a_link_becomes_one_mark_and_moves_nothing(link: str) -> None:
    normal = NORMALISE(f"看{link} 冇人来")
    assert normal.text.count(MARK) == 1
    assert "example" not in normal.text
    assert sent_for(normal, "没有人") == "冇人"


@pytest.mark.parametrize("called", ["@守望 ", "  @小守 ", "@守望\u2005", "＠守望\u3000"])
def test_being_called_by_name_is_not_read_and_moves_nothing(called: str) -> None:
    normal = NORMALISE(f"{called}灯坏了 冇光")
    assert "守" not in normal.text
    assert sent_for(normal, "灯坏了") == "灯坏了"
    assert sent_for(normal, "没有光") == "冇光"


def test_somebody_else_called_in_the_middle_is_read() -> None:
    assert "小明" in NORMALISE("灯坏了@小明 来看").text


@pytest.mark.parametrize(("face", "marks"), [("[捂脸]", 0), ("[语音]", 1), ("[图片]", 1), ("［大哭］", 0)])
def test_a_face_or_placeholder_in_brackets_is_blank_and_moves_nothing(face: str, marks: int) -> None:
    normal = NORMALISE(f"{face}灯坏了{face}冇光")
    assert normal.text.count(MARK) == 2 * marks
    assert face[1:-1] not in normal.text
    assert sent_for(normal, "没有光") == "冇光"


@pytest.mark.parametrize(
    ("sent", "words", "there"),
    [
        ("救 命 啊", "救命啊", "救 命 啊"),
        ("快\u3000來\u3000人", "快来人", "快\u3000來\u3000人"),
        ("灯坏了 快 来 人", "快来人", "快 来 人"),
        ("系 唔 系 来", "是不是", "系 唔 系"),
    ],
)
def test_spaced_out_characters_are_read_together(sent: str, words: str, there: str) -> None:
    assert sent_for(NORMALISE(sent), words) == there


def test_words_apart_are_not_glued_together() -> None:
    assert NORMALISE("灯坏 来人 快点").text == "灯坏 来人 快点"


@pytest.mark.parametrize(
    ("sent", "text"), [("１２０", "120"), ("ＡＢｃ", "abc"), ("①号", "1号"), ("ｶﾅ", "カナ"), ("㎡", "m2")]
)
def test_one_spelling_is_read_for_many(sent: str, text: str) -> None:
    normal = NORMALISE(sent)
    assert normal.text.strip() == text
    assert sent_for(normal, text) == sent


def test_one_letter_that_stands_for_many_is_pointed_at_whole() -> None:
    normal = NORMALISE("甲ﷺ乙")
    spans = {normal.span(at, at + 1) for at in range(1, normal.text.index("乙"))}
    assert spans == {(1, 2)}
    assert sent_for(normal, "乙") == "乙"


_TOKENS = st.sampled_from(
    [
        *DIALECT,
        *FOLD,
        *INVISIBLE,
        *"灯坏人abc 1，。\n",
        "😭",
        "🆘",
        "１",
        "①",
        "ﷺ",
        "[捂脸]",
        "[语音]",
        "www.a.invalid/x",
    ]
)


def _each_letter_is_true(normal: Normal) -> None:
    """Every letter that is read stands where its span says: spans go forward, and a letter kept is the letter sent."""
    before = 0
    for at, letter in enumerate(normal.text):
        start, end = normal.span(at, at + 1)
        assert 0 <= before <= start < end <= len(normal.sent)
        before = start
        if letter in "灯坏人abc1，。":
            assert NORMALISE(normal.sent[start:end]).text.strip() != ""
        if letter in "灯坏人":
            assert NORMALISE(normal.sent[start:end]).text.strip() == letter


@given(st.lists(_TOKENS, max_size=40))
def test_every_letter_that_is_read_leads_back_to_where_it_stood(tokens: list[str]) -> None:
    _each_letter_is_true(NORMALISE("".join(tokens)))


@given(st.text(st.characters(), max_size=200))
def test_any_text_at_all_has_spans_inside_it_that_go_forward(text: str) -> None:
    normal = NORMALISE(text)
    spans = [normal.span(at, at + 1) for at in range(len(normal.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.lists(_TOKENS, max_size=20), st.lists(_TOKENS, max_size=20))
def test_a_word_is_found_again_whatever_stands_around_it(before: list[str], after: list[str]) -> None:
    head, tail = "".join(before), "".join(after)
    assume("[" not in head + tail)
    normal = NORMALISE(f"{head}。救命。{tail}")
    at = normal.text.index("救命")
    assert normal.span(at, at + 2) == (len(head) + 1, len(head) + 3)


@given(st.lists(_TOKENS, min_size=1, max_size=30), st.data())
def test_a_part_by_itself_leads_back_to_the_same_places(tokens: list[str], chosen: st.DataObject) -> None:
    normal = NORMALISE("".join(tokens))
    assume(normal.text)
    start = chosen.draw(st.integers(0, len(normal.text) - 1))
    end = chosen.draw(st.integers(start + 1, len(normal.text)))
    part = normal.part(start, end)
    assert part.text == normal.text[start:end]
    assert part.span(0, end - start) == normal.span(start, end)


def test_a_part_of_a_part_is_still_in_its_place() -> None:
    part = NORMALISE("灯坏了 屋里冇米").part(4, 9).part(2, 5)
    assert (part.text, part.span(0, 2), part.span(2, 3)) == ("没有米", (6, 7), (7, 8))


@pytest.mark.parametrize("length", [READ_WHOLE, READ_WHOLE + 1, 5_000, LONGEST, LONGEST + 1, 60_000])
@pytest.mark.parametrize("filler", ["天", "天 地", "佢冇", "x\u200b", "😭", "媽"])
def test_both_ends_of_a_long_text_are_read_and_found_again(filler: str, length: int) -> None:
    noise = filler * (length // len(filler) + 1)
    normal = NORMALISE(f"头上冇米{noise[: length - 8]}尾上冇人")
    assert sent_for(normal, "头上没有米") == "头上冇米"
    assert normal.sent.index("尾上冇人") == normal.span(normal.text.index("尾上"), normal.text.index("尾上") + 1)[0]
    assert len(normal.text) <= 2 * READ_WHOLE + 2


@pytest.mark.parametrize("at", [1_000, 4_321, 9_000, 11_500, 18_000])
def test_a_word_of_alarm_in_the_middle_of_twenty_thousand_characters_is_read(at: int) -> None:
    sent = "天" * at + "我不想活了" + "天" * (LONGEST - at - 5)
    normal = NORMALISE(sent)
    assert normal.span(normal.text.index("不想活"), normal.text.index("不想活") + 3) == (at + 1, at + 4)


def test_of_many_alarms_the_first_is_read_and_the_text_stays_short() -> None:
    normal = NORMALISE("天" * 2_000 + "救命" * 8_000 + "天" * 2_000)
    assert sent_for(normal, "救命") == "救命"
    assert len(normal.text) < 2 * READ_WHOLE


@settings(max_examples=40)
@given(st.integers(0, 30_000), st.sampled_from(["天", "天 ", "佢\u200b", "冇", "ﷺ"]), st.integers(0, 30_000))
def test_spans_of_a_long_text_go_forward_inside_it(before: int, filler: str, after: int) -> None:
    normal = NORMALISE(filler * (before // len(filler)) + "救命" + filler * (after // len(filler)))
    spans = [normal.span(at, at + 1) for at in range(len(normal.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(normal.sent) for start, end in spans)


@pytest.mark.parametrize("word", ["佢", "冇", "媽", "外家娘老子", "燈", "ＡＢ", "佢媽冇來", "12０"])
def test_a_word_of_the_dictionary_is_written_as_it_will_be_read(word: str) -> None:
    assert NORMALISE.word(word) == NORMALISE(word).text


def test_an_empty_text_stays_empty() -> None:
    assert NORMALISE("").text == ""


@given(st.lists(st.text("ab天", min_size=1, max_size=5), max_size=12))
def test_the_shortest_words_find_all_the_others(words: list[str]) -> None:
    kept = shortest(words)
    assert all(any(short in word for short in kept) for word in words)
    assert not any(one != other and one in other for one in kept for other in kept)
