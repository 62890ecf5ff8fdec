"""Whatever is typed or pasted: an answer, spans that are true, and no danger overlooked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.category import CATEGORIES, NOT_A_REQUEST, UNSORTED, Urgency, tier_of
from nlp.classify import Classifier
from nlp.lexicon import load
from nlp.normal import LONGEST

CLASSIFIER = Classifier()
WORDS = sorted(load().entries)
ODD = [
    "\u200b",
    "\u202e",
    "\ufe0f",
    "e\u0301",
    "①",
    "ﷺ",
    "㋿",
    "😭",
    "🆘",
    "\x00",
    "\ud800",
    "［",
    "媽",
    "１",
    "\n",
    "。",
    " ",
]
SPOKEN = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(ODD), st.text(max_size=5)), max_size=12)


def _true(text: str) -> None:
    reading = CLASSIFIER.classify(text)
    assert reading.category in {*CATEGORIES, NOT_A_REQUEST, UNSORTED}
    assert reading.tier == tier_of(reading.category, Urgency(reading.urgency))
    assert reading.not_request == (reading.category == NOT_A_REQUEST)
    for evidence in reading.evidence:
        assert 0 <= evidence.start <= evidence.end <= len(text)
        assert text[evidence.start : evidence.end] == evidence.word


@given(st.text(max_size=300))
def test_any_text_gets_a_reading_with_true_spans(text: str) -> None:
    _true(text)


@settings(deadline=None)
@given(SPOKEN)
def test_words_of_ours_among_odd_letters_get_true_spans(pieces: list[str]) -> None:
    _true("".join(pieces))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2), st.integers(1_000, 30_000), st.sampled_from(["天", "天 ", "x\u200b", "1"]))
def test_a_danger_is_found_wherever_it_stands_in_a_long_text(where: int, length: int, filler: str) -> None:
    before = min(where * length // 2, LONGEST // 2 - 100) if where < 2 else length
    noise = filler * (length // len(filler) + 1)
    text = noise[:before] + " 我不想活了 " + noise[before:length]
    _true(text)
    assert CLASSIFIER.classify(text).urgency == Urgency.EMERGENCY


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "😂😂", "！！！", "？", "\u200b\u200b", "[语音]", "[捂脸]", "啊啊啊啊啊啊", "12345"]
)
def test_sounds_and_placeholders_are_not_requests(text: str) -> None:
    reading = CLASSIFIER.classify(text)
    assert (reading.category, reading.urgency, reading.unclear) == (NOT_A_REQUEST, Urgency.NONE, False)


@pytest.mark.parametrize(
    "text",
    [
        "救救救救命!!!",
        "救\u200b命",
        "救 命 啊",
        "🆘",
        "快打１２０",
        "@守望 我妈叫不醒了",
        "[捂脸]我不想活了[大哭]",
        "我媽嘴歪了 講唔出話",
        "看这个 https://example.invalid/a 我爸喝农药了",
    ],
)
def test_a_cry_for_help_is_heard_however_it_is_typed(text: str) -> None:
    assert CLASSIFIER.classify(text).urgency == Urgency.EMERGENCY


def test_a_link_alone_is_not_a_request() -> None:
    assert CLASSIFIER.classify("https://example.invalid/abcd 快来看").not_request
