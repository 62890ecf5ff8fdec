"""加速的切法和不加速的一样：存着的每句话、随手造的几万段、字母很少的小词库."""

import random
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import automaton
from nlp.automaton import Automaton
from nlp.classify import Classifier
from nlp.lessons import examples
from nlp.lexicon import load
from nlp.segment import Segmenter
from nlp.wordfiles import WORDS
from tests.nlp.classify_figures import own_cases

pytestmark = pytest.mark.skipif(not automaton.AVAILABLE, reason="这台机器上没有 ahocorasick_rs，没有快的一路可比")

LEXICON = load()
PLAIN = Classifier(LEXICON)
FAST = Classifier(LEXICON).accelerate()
SPOKEN = sorted(LEXICON.entries)
LONG = [word for word in SPOKEN if len(word) > 1]
OTHER_SCRIPTS = [*"aW9ﺱЩ한ไéﷺ①，⟦😭 \n\u200b", "12号", "カナ"]


def _stored() -> list[str]:
    """Every message that stands in the tree and may be learned from."""
    said = [case.text for case in own_cases()]
    said += [example.text for example in examples([WORDS])]
    return said + [text for frame in LEXICON.frames for text in (*frame.yes, *frame.no)]


def _first_difference(texts: list[str]) -> str:
    return next((text for text in texts if FAST.pieces(text) != PLAIN.pieces(text)), "")


def _joined(chance: random.Random) -> str:
    return "".join(chance.choices(SPOKEN, k=chance.randint(1, 8)))


def _of_halves(chance: random.Random) -> str:
    return "".join(_half(chance.choice(LONG), chance) for _ in range(chance.randint(2, 8)))


def _half(word: str, chance: random.Random) -> str:
    cut = chance.randint(1, len(word) - 1)
    return word[:cut] if chance.random() < 0.5 else word[cut:]


def _by_beginning() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in LONG:
        for end in range(1, len(word)):
            found.setdefault(word[:end], []).append(word)
    return found


BEGINNINGS = _by_beginning()


def _overlapping(chance: random.Random) -> str:
    """Each word begins with the end of the one before: 「摔倒」「倒地」 → 「摔倒地」."""
    text = chance.choice(LONG)
    for _ in range(chance.randint(1, 6)):
        ends = [text[-size:] for size in range(1, 4) if text[-size:] in BEGINNINGS]
        if not ends:
            break
        shared = chance.choice(ends)
        text += chance.choice(BEGINNINGS[shared])[len(shared) :]
    return text


def _stammered(chance: random.Random) -> str:
    """「救救救救命命」."""
    words = chance.choices(SPOKEN, k=chance.randint(1, 4))
    return "".join(letter * chance.choice((1, 1, 2, 3, 9)) for word in words for letter in word)


def _mixed(chance: random.Random) -> str:
    pieces = [chance.choice(SPOKEN if chance.random() < 0.5 else OTHER_SCRIPTS) for _ in range(chance.randint(2, 10))]
    return "".join(_half(piece, chance) if len(piece) > 1 and chance.random() < 0.3 else piece for piece in pieces)


WAYS = {"接词": _joined, "半个词": _of_halves, "首尾相叠": _overlapping, "叠字": _stammered, "杂文字": _mixed}


def _made(way: str, count: int) -> list[str]:
    chance = random.Random(f"加速{way}")
    return [WAYS[way](chance) for _ in range(count)]


def test_every_stored_message_is_cut_the_same() -> None:
    texts = _stored()
    assert len(texts) > 5_000
    assert _first_difference([PLAIN.normalise(text).text for text in texts]) == ""


def test_stored_messages_are_read_the_same() -> None:
    """Every third: that all are cut the same is shown above."""
    different = [text for text in _stored()[::3] if FAST.classify(text) != PLAIN.classify(text)]
    assert different == []


@pytest.mark.parametrize("way", WAYS)
def test_texts_made_on_purpose_are_cut_the_same(way: str) -> None:
    assert _first_difference(_made(way, 3_000)) == ""


@pytest.mark.parametrize("way", WAYS)
def test_texts_made_on_purpose_are_read_the_same(way: str) -> None:
    different = [text for text in _made(way, 250) if FAST.classify(text) != PLAIN.classify(text)]
    assert different == []


def test_a_long_text_is_cut_and_read_the_same() -> None:
    text = "".join(_made("首尾相叠", 3_000))
    assert len(text) > 10_000
    assert FAST.pieces(text) == PLAIN.pieces(text)
    assert FAST.classify(text) == PLAIN.classify(text)


@given(st.text(max_size=200))
def test_any_text_is_cut_and_read_the_same(text: str) -> None:
    assert FAST.pieces(text) == PLAIN.pieces(text)
    assert FAST.classify(text) == PLAIN.classify(text)


_CUT_WORD = st.tuples(st.sampled_from(LONG), st.integers(0, 3), st.integers(0, 3)).map(
    lambda cut: cut[0][cut[1] : len(cut[0]) - cut[2]]
)


@settings(max_examples=120)
@given(st.lists(st.one_of(_CUT_WORD, st.sampled_from(OTHER_SCRIPTS)), max_size=10))
def test_any_words_and_parts_of_words_side_by_side_are_cut_and_read_the_same(parts: list[str]) -> None:
    text = "".join(parts)
    assert FAST.pieces(text) == PLAIN.pieces(text)
    assert FAST.classify(text) == PLAIN.classify(text)


def _greedy(words: Mapping[str, int], text: str) -> list[tuple[int, int, int]]:
    """The longest word from the left, and on from its end: what the automaton would say by itself."""
    found, start = [], 0
    while start < len(text):
        end = next((end for end in range(len(text), start, -1) if text[start:end] in words), 0)
        if end:
            found.append((start, end, words[text[start:end]]))
        start = end or start + 1
    return found


def _dictionary(chance: random.Random, alphabet: str) -> dict[str, int]:
    sizes = [chance.choice((1, 2, 2, 3, 3, 4, 5, 8, 9)) for _ in range(chance.randint(1, 9))]
    return {"".join(chance.choices(alphabet, k=size)): at for at, size in enumerate(sizes)}


def _all_texts(alphabet: str, longest: int) -> Iterator[str]:
    for size in range(longest + 1):
        yield from map("".join, product(alphabet, repeat=size))


@pytest.mark.parametrize(("alphabet", "longest", "dictionaries"), [("ab", 8, 50), ("abc", 5, 60)])
def test_every_text_of_few_letters_is_cut_the_same_by_any_small_dictionary(
    alphabet: str, longest: int, dictionaries: int
) -> None:
    """These are the texts in which the longest word from the left is often the wrong one."""
    chance, greedy_was_wrong = random.Random(alphabet), 0
    for _ in range(dictionaries):
        words = _dictionary(chance, alphabet)
        plain = Segmenter(words)
        fast = Automaton(words, plain)
        for text in _all_texts(alphabet, longest):
            cut = plain.pieces(text)
            assert fast.pieces(text) == cut, (words, text)
            greedy_was_wrong += _greedy(words, text) != cut
    assert greedy_was_wrong > 100


_WORDS = st.lists(st.text("ab天", min_size=1, max_size=10), min_size=1, max_size=12, unique=True)


@settings(max_examples=250)
@given(_WORDS, st.text("ab天 ", max_size=60))
def test_any_dictionary_cuts_any_text_the_same_both_ways(words: list[str], text: str) -> None:
    values = {word: at for at, word in enumerate(words)}
    plain = Segmenter(values)
    assert Automaton(values, plain).pieces(text) == plain.pieces(text)


@settings(max_examples=100)
@given(_WORDS, st.data())
def test_a_chain_of_overlapping_words_is_cut_the_same_both_ways(words: list[str], chosen: st.DataObject) -> None:
    values = {word: at for at, word in enumerate(words)}
    text = ""
    for word in chosen.draw(st.lists(st.sampled_from(words), max_size=12)):
        shared = next((size for size in range(len(word), 0, -1) if text.endswith(word[:size])), 0)
        text += word[shared:]
    plain = Segmenter(values)
    assert Automaton(values, plain).pieces(text) == plain.pieces(text)


def test_a_dictionary_without_words_finds_nothing() -> None:
    nothing: dict[str, int] = {}
    assert Automaton(nothing, Segmenter(nothing)).pieces("路灯坏了") == []


def test_accelerating_gives_back_the_same_classifier_with_the_same_words() -> None:
    classifier = Classifier(LEXICON)
    assert classifier.accelerate() is classifier
    assert classifier.lexicon is LEXICON
