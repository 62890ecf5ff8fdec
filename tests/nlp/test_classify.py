"""What a text is about, how urgent, and why."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from care.category import NOT_A_REQUEST, UNSORTED, Tier, Urgency
from nlp.classify import Classifier
from nlp.intent import Evidence
from nlp.lexicon import Frame, load
from nlp.segment import Segmenter
from nlp.wordpool import Entry, WordsWrong, expand
from tests.nlp.classify_figures import measure, own_cases

LEXICON = load()
CLASSIFIER = Classifier()
FRAMES = {frame.name: frame for frame in LEXICON.frames}
SAID_BY_FRAMES = [(frame.name, text) for frame in LEXICON.frames for text in frame.yes]
NOT_SAID = [(frame.name, text) for frame in LEXICON.frames for text in frame.no]


def test_every_frame_brings_examples_of_what_it_means_and_does_not_mean() -> None:
    assert [frame.name for frame in LEXICON.frames if not (frame.yes and frame.no)] == []
    assert len(FRAMES) == len(LEXICON.frames), "两个框架同名"


@pytest.mark.parametrize(("name", "text"), SAID_BY_FRAMES)
def test_a_frame_fits_its_examples(name: str, text: str) -> None:
    assert name in CLASSIFIER.frames_in(text)
    if FRAMES[name].urgency is Urgency.EMERGENCY:
        assert CLASSIFIER.classify(text).urgency == Urgency.EMERGENCY


@pytest.mark.parametrize(("name", "text"), NOT_SAID)
def test_a_frame_leaves_its_counter_examples_alone(name: str, text: str) -> None:
    assert FRAMES[name].ask_if_denied or name not in CLASSIFIER.frames_in(text)


def test_counter_examples_of_emergencies_are_hardly_ever_emergencies() -> None:
    calm = {text for name, text in NOT_SAID if FRAMES[name].urgency is Urgency.EMERGENCY}
    alarmed = [text for text in sorted(calm) if CLASSIFIER.classify(text).urgency == Urgency.EMERGENCY]
    assert len(alarmed) <= len(calm) / 30, alarmed


@pytest.mark.parametrize(
    ("groups", "recall", "macro_f1", "false_share"),
    [("甲乙丙丁己", 0.95, 0.88, 0.03), ("戊", 0.85, 0.85, 0.05)],
)
def test_own_messages_are_understood_as_well_as_we_say(
    groups: str, recall: float, macro_f1: float, false_share: float
) -> None:
    figures = measure(CLASSIFIER, [case for case in own_cases() if case.group in groups])
    assert figures.recall >= recall, figures.missed
    assert figures.macro_f1 >= macro_f1
    assert len(figures.false_requests) <= false_share * figures.requests, figures.false_requests
    assert figures.false_chatter == ()


@pytest.mark.parametrize("text", ["我没有想死", "他没有打孩子", "我不是要自杀"])
def test_a_denial_never_silences_self_harm_or_harm_to_a_child(text: str) -> None:
    reading = CLASSIFIER.classify(text)
    assert not reading.not_request
    assert reading.urgency in {Urgency.URGENT, Urgency.EMERGENCY}
    assert reading.category in {"心理", "监护缺失侵害", "家暴"}


@pytest.mark.parametrize(
    ("text", "suppressor"),
    [
        ("去年他喝农药 后来好了", "过去"),
        ("电视里有人跳楼", "影视"),
        ("今天消防演练 到处冒烟", "演练"),
        ("刚才摔倒了 虚惊一场", "已了"),
        ("听说外地有人被埋了", "听说"),
        ("如果着火了往哪边跑", "假设"),
    ],
)
def test_what_is_not_happening_here_and_now_is_not_an_emergency(text: str, suppressor: str) -> None:
    reading = CLASSIFIER.classify(text)
    assert reading.urgency != Urgency.EMERGENCY
    assert suppressor in LEXICON.cues


def test_a_suppressed_clause_does_not_hide_a_danger_in_another() -> None:
    assert CLASSIFIER.classify("去年摔过一次 今天我妈又倒在地上叫不醒").urgency == Urgency.EMERGENCY


def test_the_suppressor_that_was_used_is_named() -> None:
    rules = {evidence.rule for evidence in CLASSIFIER.classify("电视里有人跳楼").evidence}
    assert "抑制/影视" in rules


def test_the_most_urgent_need_of_two_wins() -> None:
    reading = CLASSIFIER.classify("路灯坏了好几天 还有我家煤气罐漏气了 关不住")
    assert (reading.category, reading.urgency, reading.tier) == ("安全隐患", Urgency.EMERGENCY, Tier.EMERGENCY)


@pytest.mark.parametrize(
    ("text", "category", "urgency", "tier"),
    [
        ("低保怎么申请啊", "低保", Urgency.QUESTION, Tier.SELF),
        ("路灯坏了三天", "基础设施", Urgency.ROUTINE, Tier.COMMITTEE),
        ("屋里没米了 低保还没到账", "低保", Urgency.URGENT, Tier.POINT),
        ("想要一双棉鞋", "微心愿", Urgency.ROUTINE, Tier.GRID),
        ("收到，谢谢", NOT_A_REQUEST, Urgency.NONE, Tier.NONE),
    ],
)
def test_the_tier_follows_category_and_urgency(text: str, category: str, urgency: Urgency, tier: Tier) -> None:
    reading = CLASSIFIER.classify(text)
    assert (reading.category, reading.urgency, reading.tier) == (category, urgency, tier)


def test_words_without_any_evidence_are_asked_about_never_dropped() -> None:
    reading = CLASSIFIER.classify("那个东西上次讲的你看着弄", to_us=True)
    assert reading.unclear
    assert (reading.category, reading.urgency, reading.tier) == (UNSORTED, Urgency.ROUTINE, Tier.POINT)
    assert not reading.not_request


def test_evidence_points_into_the_text_as_it_was_sent() -> None:
    text = "我媽\u200b摔倒了，叫不醒"
    evidence = CLASSIFIER.classify(text).evidence
    assert Evidence("叫不醒", 7, 10, "医疗/叫不醒") in evidence
    assert all(text[e.start : e.end] == e.word for e in evidence)


@pytest.mark.parametrize(
    ("heard", "category"), [("想办抵保", "低保"), ("陆登坏了", "基础设施"), ("残几证在哪里办", "残疾")]
)
def test_a_word_that_sounds_the_same_is_understood(heard: str, category: str) -> None:
    assert CLASSIFIER.classify(heard).category == category


def _pieces(segmenter: Segmenter[Entry], text: str) -> list[str]:
    ends, start, pieces = segmenter.ends(text), 0, []
    while start < len(text):
        pieces.append(text[start : ends[start]])
        start = ends[start]
    return pieces


def test_our_cut_is_as_probable_as_the_cut_of_plain_jieba_and_nearly_always_the_same() -> None:
    """Two cuts may be equally probable; jieba then chooses by rounding, we by the longer first word."""
    ours = Segmenter(LEXICON.entries)
    plain = ours.tokenizer()
    runs = [run for case in own_cases() for run in re.findall(r"[\u4e00-\u9fff]+", case.text)]
    cuts = [(_pieces(ours, run), list(plain.cut(run, HMM=False))) for run in runs]
    for mine, theirs in cuts:
        assert sorted(map(len, mine)) == sorted(map(len, theirs)), (mine, theirs)
    assert sum(mine != theirs for mine, theirs in cuts) < len(cuts) / 50


def test_a_closing_particle_does_not_hide_an_emergency() -> None:
    """「说要死」 must not become 「说要」「死了」 because 了 follows."""
    heard = [word for word in LEXICON.alarms[::7] if CLASSIFIER.classify(word).urgency == Urgency.EMERGENCY]
    spoken = [word + end for word in heard for end in ("了", "啊", "咗")]
    lost = [said for said in spoken if CLASSIFIER.classify(said).urgency != Urgency.EMERGENCY]
    assert len(lost) <= len(spoken) / 100, lost


def test_readers_in_many_threads_read_the_same() -> None:
    texts = [case.text for case in own_cases()][:100]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(CLASSIFIER.classify, texts * 4))
    assert answers == [CLASSIFIER.classify(text) for text in texts] * 4


def test_building_says_nothing_and_writes_nothing(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    Classifier().classify("低保怎么申请")
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_pattern_stands_for_every_word_it_writes() -> None:
    assert list(expand("<没>(米|饭)了", {"没": "没|冇"})) == ["没米了", "没饭了", "冇米了", "冇饭了"]


def _spoil(folder: Path, change: Callable[[Frame], str]) -> None:
    for path in load.__globals__["WORDS"].glob("*.toml"):
        (folder / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (folder / "frames_spoilt.toml").write_text(change(LEXICON.frames[0]), "utf-8")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ('[[frame]]\nname = "坏"\nall = ["没有这组词"]', "没有「没有这组词」这组词"),
        ('[[frame]]\nname = "坏"\nall = ["倒地"]\ncategory = "天气"', "没有「天气」这一类"),
        ('[[frame]]\nname = "坏"\nall = ["倒地"]\nurgency = "急"', "没有「急」这种紧急程度"),
        ('[[frame]]\nname = "坏"\nall = ["倒地"]\nwithin = "附近"', "within 只能是"),
        ("[[frame]", "frames_spoilt.toml"),
    ],
)
def test_a_mistake_in_the_words_is_named_with_its_place(tmp_path: Path, row: str, complaint: str) -> None:
    _spoil(tmp_path, lambda _: row)
    with pytest.raises(WordsWrong, match=complaint) as wrong:
        load([tmp_path])
    assert "frames_spoilt.toml" in str(wrong.value)
