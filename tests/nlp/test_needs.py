"""两件事、过去的事、说没有的事、叫别来了：哪件领头，哪件不能压下去，凭什么这么说."""

from collections.abc import Callable
from itertools import permutations, product

import pytest

from care.category import CATEGORIES, NEVER_EMERGENCY, UNSORTED, Tier, Urgency, tier_of
from care.message import Address, Message
from nlp.classify import Classifier
from nlp.intent import Aim, Reading
from nlp.lessons import examples
from nlp.lexicon import load
from nlp.understand import Understander
from nlp.verdict import HASTE
from nlp.weights import LABELS
from nlp.wordfiles import WORDS
from tests.nlp.classify_figures import own_cases

LEXICON = load()
CLASSIFIER = Classifier(LEXICON).accelerate()
UNDERSTANDER = Understander(CLASSIFIER.classify)
ALARMS = [(frame.name, text) for frame in LEXICON.frames if frame.urgency is Urgency.EMERGENCY for text in frame.yes]

PLAIN_MATTERS = {
    "路灯坏了好几天": "基础设施",
    "想要一双棉鞋": "微心愿",
    "玉米叶子上全是虫": "农技",
    "想查一下我的志愿积分": "志愿时间银行",
}
EMERGENCIES = {"我妈摔倒在地上叫不醒": "医疗", "我家煤气罐漏气了 关不住": "安全隐患", "我不想活了": "心理"}
MATTERS = {**PLAIN_MATTERS, **EMERGENCIES, "屋里没米了": "临时救助"}
JOINTS = [" 还有", "，另外", "。顺便"]


def needed(reading: Reading) -> list[str]:
    return [need.category for need in reading.needs]


@pytest.mark.parametrize(("text", "category"), MATTERS.items())
def test_one_matter_is_one_need(text: str, category: str) -> None:
    reading = CLASSIFIER.classify(text)
    assert needed(reading) == [category] == [reading.category]
    assert reading.alarming == (text in EMERGENCIES)


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize(("one", "other"), [*permutations(MATTERS, 2)])
def test_of_two_matters_both_are_needs_and_the_most_urgent_then_the_first_leads(
    one: str, other: str, joint: str
) -> None:
    reading = CLASSIFIER.classify(one + joint + other)
    leading = min((one, other), key=lambda text: HASTE[CLASSIFIER.classify(text).urgency])
    assert reading.category == MATTERS[leading]
    assert set(needed(reading)) >= {MATTERS[one], MATTERS[other]}
    assert reading.needs[0].category == reading.category
    assert [HASTE[need.urgency] for need in reading.needs] == sorted(HASTE[need.urgency] for need in reading.needs)


@pytest.mark.parametrize(("one", "other"), [*permutations(PLAIN_MATTERS, 2)])
def test_among_equals_the_order_of_speaking_is_the_order_of_needs(one: str, other: str) -> None:
    found = [name for name in needed(CLASSIFIER.classify(f"{one} 还有{other}")) if name in PLAIN_MATTERS.values()]
    assert found[:2] == [PLAIN_MATTERS[one], PLAIN_MATTERS[other]]


@pytest.mark.parametrize("alarm", EMERGENCIES)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_emergency_of_three_matters_leads_wherever_it_stands(alarm: str, place: int) -> None:
    said = ["路灯坏了好几天", "想要一双棉鞋"]
    said.insert(place, alarm)
    reading = CLASSIFIER.classify(f"{said[0]} 还有{said[1]} 另外{said[2]}")
    assert (reading.category, reading.urgency, reading.tier) == (EMERGENCIES[alarm], Urgency.EMERGENCY, Tier.EMERGENCY)
    assert set(needed(reading)) >= {"基础设施", "微心愿", EMERGENCIES[alarm]}


@pytest.mark.parametrize("text", ["路灯坏了好几天", *EMERGENCIES])
@pytest.mark.parametrize("joint", JOINTS)
def test_a_greeting_beside_a_matter_does_not_lead(joint: str, text: str) -> None:
    for said in (f"早上好{joint}{text}", f"{text}{joint}谢谢你们"):
        reading = CLASSIFIER.classify(said)
        assert reading.category == MATTERS[text]
        assert reading.needs[0].category == MATTERS[text]


def test_the_reasons_of_a_second_matter_point_into_what_was_sent() -> None:
    text = "路燈坏了\u200b好几天 还有我媽摔倒在地上叫不醒"
    reading = CLASSIFIER.classify(text)
    assert reading.alarming
    words = {evidence.word for evidence in reading.evidence}
    assert "叫不醒" in words
    assert all(text[e.start : e.end] == e.word for e in reading.evidence)


PAST = ["去年摔过一次", "上个月住过院", "前年我家着过火", "以前喝过农药", "去年他打过我", "上回晕倒过"]
NOW = ["今天我妈又倒在地上叫不醒", "今天她又喝农药了", "现在我妈倒在地上叫不醒", "现在我不想活了"]


@pytest.mark.parametrize("past", PAST)
def test_what_was_last_year_is_no_emergency(past: str) -> None:
    assert not CLASSIFIER.classify(past).alarming


@pytest.mark.parametrize("mark", [" ", "，", "。", "\n"])
def test_what_happens_today_is_one_whatever_was_last_year(mark: str) -> None:
    missed = [
        past + mark + now for past, now in product(PAST, NOW) if not CLASSIFIER.classify(past + mark + now).alarming
    ]
    assert missed == []


@pytest.mark.parametrize("mark", [" ", "，", "。", "\n"])
def test_last_year_told_afterwards_takes_nothing_back(mark: str) -> None:
    missed = [
        now + mark + past for past, now in product(PAST, NOW) if not CLASSIFIER.classify(now + mark + past).alarming
    ]
    assert missed == []


WHO = ["我", "我妈", "他", "阿婆", "我儿子", "隔壁老伯"]
DENIALS = ["没有想", "没说要", "没想", "不是想", "没有说要", "没有"]
ACTS = ["自杀", "跳楼", "喝农药", "割腕", "寻死", "上吊", "轻生"]


@pytest.mark.parametrize("to_us", [True, False])
@pytest.mark.parametrize("denial", DENIALS)
def test_a_denial_of_self_harm_is_looked_at_by_a_person(denial: str, to_us: bool) -> None:
    readings = [CLASSIFIER.classify(f"{who}{denial}{act}", to_us=to_us) for who, act in product(WHO, ACTS)]
    assert [reading for reading in readings if reading.not_request or reading.unclear] == []
    assert {Urgency(reading.urgency) for reading in readings} <= {Urgency.EMERGENCY, Urgency.URGENT}


def test_a_denied_danger_is_named_as_denied() -> None:
    reading = CLASSIFIER.classify("他没有想自杀")
    assert reading.rule == "心理/想死（否定，问人）"
    assert any("自杀" in evidence.word for evidence in reading.evidence)


CALLED_OFF = [
    *("不用来了", "没事了", "不用来了 没事了", "人没事了 不用来了", "虚惊一场", "我妈没事了 不用来了"),
    *("老人醒了 没事了", "误会一场", "不用了 谢谢", "不麻烦你们了 好了", "唔使嚟 冇事啦", "冇得事了 不消来"),
    *("我爸醒过来了 不用来了", "刚才晕倒了 没事了 不用来了", "火已经扑灭了 不用来了", "找到了 不用找了"),
]


@pytest.mark.parametrize("to_us", [True, False])
@pytest.mark.parametrize("text", CALLED_OFF)
def test_calling_off_is_no_new_emergency(text: str, to_us: bool) -> None:
    assert not CLASSIFIER.classify(text, to_us=to_us).alarming


@pytest.mark.parametrize("text", CALLED_OFF)
def test_calling_off_without_a_number_closes_no_ticket(text: str) -> None:
    """What a worker would mean by it stands beside, in `reply`; a villager only says it."""
    intent = UNDERSTANDER.understand(Message("m1", Address("console", "p1"), text))
    assert intent.aim is not Aim.RESOLVE
    assert intent.number is None


@pytest.mark.parametrize("text", ["没事了 不用来了 我不想活了", "不用管我了 我不想活了", "不用来了 我现在就喝农药自杀"])
def test_calling_off_does_not_silence_who_wants_to_die(text: str) -> None:
    assert CLASSIFIER.classify(text).alarming
    assert UNDERSTANDER.understand(Message("m1", Address("console", "p1"), text)).aim is Aim.REPORT


THANKS = [
    *("谢谢", "谢谢你们", "多谢社工的帮忙", "非常感谢你们的关心和照顾", "唔该晒你哋", "收到 谢谢"),
    *("太感谢了 辛苦你们了", "感谢政府感谢社工感谢大家", "麻烦你们了 谢谢", "难为你们咯 多谢多谢"),
]


@pytest.mark.parametrize("text", THANKS)
def test_a_thank_you_to_us_is_not_asked_about(text: str) -> None:
    reading = CLASSIFIER.classify(text, to_us=True)
    assert (reading.not_request, reading.unclear) == (True, False)


VAGUE = ["那个东西上次讲的你看着弄", "我跟你讲个事情你莫讲出去", "那边一直都是那样子的", "你们上次说的那个事情呢"]


def test_vague_talk_to_us_is_asked_about_and_vague_talk_to_others_is_not() -> None:
    """Which words are vague is learned and may change: most of these are."""
    asked = [text for text in VAGUE if CLASSIFIER.classify(text, to_us=True).unclear]
    assert len(asked) >= len(VAGUE) - 1
    assert [text for text in asked if CLASSIFIER.classify(text, to_us=False).unclear] == []


@pytest.mark.parametrize("text", MATTERS)
def test_who_says_it_to_us_is_not_asked_about_what_is_clear(text: str) -> None:
    reading, plain = CLASSIFIER.classify(text, to_us=True), CLASSIFIER.classify(text)
    assert (reading.category, reading.urgency) == (plain.category, plain.urgency)


PROMISES: dict[str, Callable[[Reading], bool]] = {
    "诉求才有需要": lambda r: bool(r.needs) == (not r.not_request and not r.unclear),
    "自己的类别在需要里": lambda r: not r.needs or r.category in needed(r),
    "一类只说一次": lambda r: len(set(needed(r))) == len(r.needs),
    "层级照分类法": lambda r: (
        r.tier == tier_of(r.category, Urgency(r.urgency))
        and all(n.tier == tier_of(n.category, Urgency(n.urgency)) for n in r.needs)
    ),
    "不会紧急的不紧急": lambda r: all(n.category not in NEVER_EMERGENCY for n in r.needs if n.urgency == "紧急"),
    "每件都在二十八类里": lambda r: set(needed(r)) <= set(CATEGORIES),
    "自己的类别认得": lambda r: r.category in {*LABELS, UNSORTED},
    "差一点是哪类": lambda r: r.unclear or r.rule.endswith("/整句") or r.runner_up in {*LABELS} - {r.category},
    "有依据就有规则": lambda r: bool(r.rule) or not r.evidence,
    "有规则就有依据": lambda r: bool(r.evidence) or not r.rule,
    "听不明白就什么也不说定": lambda r: not r.unclear or (r.category, r.rule, r.evidence) == (UNSORTED, "", ()),
}


@pytest.fixture(scope="module")
def stored() -> list[tuple[str, Reading]]:
    texts = [case.text for case in own_cases()] + [example.text for example in examples([WORDS])][::4]
    return [(text, CLASSIFIER.classify(text)) for text in texts]


@pytest.mark.parametrize("promise", PROMISES)
def test_every_reading_of_a_stored_message_keeps_its_promises(stored: list[tuple[str, Reading]], promise: str) -> None:
    assert len(stored) > 2_000
    assert [text for text, reading in stored if not PROMISES[promise](reading)] == []


def test_every_reason_is_a_word_of_the_message_at_its_place(stored: list[tuple[str, Reading]]) -> None:
    wrong = [
        (text, evidence)
        for text, reading in stored
        for evidence in reading.evidence
        if not evidence.word or text[evidence.start : evidence.end] != evidence.word or "/" not in evidence.rule
    ]
    assert wrong == []


@pytest.mark.parametrize(("name", "text"), ALARMS[::3])
def test_an_emergency_says_why(name: str, text: str) -> None:
    reading = CLASSIFIER.classify(text)
    assert reading.rule.split("/")[0] == reading.category
    assert reading.evidence
    assert reading.needs[0][:4] == (reading.category, reading.urgency, reading.tier, reading.rule)
    assert {name, *CLASSIFIER.frames_in(text)} & {evidence.rule.split("/")[1] for evidence in reading.evidence}
