"""听懂：口令、诉求、客套，哪个先."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.category import Urgency
from care.message import Address, Kind, Message
from nlp.classify import Classifier
from nlp.intent import Aim, Intent, Reading, Seen
from nlp.understand import Understander
from tests.nlp.command_table import COMMANDS

_DANGER = ("晕倒", "着火", "不想活", "救命")
_SMALL_TALK = ("谢谢", "早上好", "杀猪", "好的", "晚安", "早点")
NOTICE = "12号 屋顶漏水…（回「12 接」）"


def read(text: str, *, to_us: bool = True) -> Reading:
    """A classifier small enough to see through."""
    if any(word in text for word in _DANGER):
        return Reading("医疗", Urgency.EMERGENCY, "应急", not_request=False)
    if any(word in text for word in _SMALL_TALK):
        return Reading("非诉求", Urgency.NONE, "无", not_request=True)
    if "咕" in text:
        return Reading("待分", Urgency.ROUTINE, "村社工", not_request=False, unclear=True)
    return Reading("基础设施", Urgency.ROUTINE, "村委", not_request=False)


def said(text: str, quote: str = "", kind: Kind = Kind.TEXT) -> Message:
    return Message("m1", Address("console", "p1"), text, kind=kind, quote=quote)


def understood(text: str, quote: str = "", kind: Kind = Kind.TEXT) -> Intent:
    return Understander(read).understand(said(text, quote, kind))


@pytest.mark.parametrize(
    ("kind", "text", "intent"),
    [
        (Kind.FOLLOW, "v-3", Intent(Aim.FOLLOW, who="v-3")),
        (Kind.SCAN, "v-3", Intent(Aim.FOLLOW, who="v-3")),
        (Kind.FOLLOW, "", Intent(Aim.FOLLOW)),
        (Kind.UNFOLLOW, "", Intent(Aim.UNFOLLOW)),
        (Kind.TAP, "我的", Intent(Aim.MINE)),
        (Kind.VOICE, "", Intent(Aim.MEDIA)),
        (Kind.VOICE, "十二接。", Intent(Aim.ACCEPT, number=12)),
        (Kind.IMAGE, "", Intent(Aim.MEDIA)),
        (Kind.VIDEO, "", Intent(Aim.MEDIA)),
        (Kind.FILE, "", Intent(Aim.MEDIA)),
        (Kind.OTHER, "", Intent(Aim.MEDIA)),
        (Kind.LOCATION, "幸福路12号", Intent(Aim.MEDIA, words="幸福路12号")),
        (Kind.LINK, "老人晕倒该怎么办", Intent(Aim.CHATTER, words="老人晕倒该怎么办")),
    ],
)
def test_what_the_platform_says_comes_first(kind: Kind, text: str, intent: Intent) -> None:
    assert understood(text, kind=kind) == intent


def test_a_voice_that_was_written_down_is_a_need() -> None:
    assert understood("屋顶漏水了。", kind=Kind.VOICE).aim is Aim.REPORT


@pytest.mark.parametrize(
    "text",
    [
        "@守望 12 接", "＠守望 12 接", "@守望  12 接", "@守望12 接", "12 接 @守望", "12 @守望 接", "@小守\u200512 接",
        "守望，12 接", "12 接 守望", "守望12 接", "@ 守望 12 接", "@守望 @小守 12 接",
    ],
)  # fmt: skip
def test_our_name_is_no_part_of_what_is_said(text: str) -> None:
    assert understood(text) == Intent(Aim.ACCEPT, number=12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@守望 屋顶漏水了", "屋顶漏水了"),
        ("我家 @守望  漏水了", "我家 漏水了"),
        ("守望相助队几点集合", "守望相助队几点集合"),
        ("@李明 @守望 路灯坏了", "@李明 路灯坏了"),
        ("路灯坏了，守望", "路灯坏了"),
    ],
)
def test_the_words_of_a_need_are_the_speakers_own(text: str, words: str) -> None:
    intent = understood(text)
    assert (intent.aim, intent.words, intent.reading) == (Aim.REPORT, words, read(words))


def test_other_names_can_be_given() -> None:
    ours = Understander(read, names=("阿邻",))
    assert ours.understand(said("@阿邻 我的")).aim is Aim.MINE
    assert ours.understand(said("@守望 我的")).aim is Aim.REPORT


def test_without_a_name_everything_is_said_to_us() -> None:
    assert Understander(read, names=()).understand(said("我的")).aim is Aim.MINE


@pytest.mark.parametrize(
    ("text", "quote", "intent"),
    [
        ("接", NOTICE, Intent(Aim.ACCEPT, number=12)),
        ("好了 换了瓦", NOTICE, Intent(Aim.RESOLVE, number=12, words="换了瓦", reading=read(""))),
        ("13 接", NOTICE, Intent(Aim.ACCEPT, number=13)),
        ("接", "王奶奶：屋顶漏水", Intent(Aim.ACCEPT)),
        ("接", "12号 屋顶\n13号 路灯", Intent(Aim.ACCEPT)),
        ("3", "12号办好了吗？回1满意 2一般 3不满意", Intent(Aim.CHOICE, number=12, choice=3)),
        ("明天 老人不在家", NOTICE, Intent(Aim.POSTPONE, number=12, days=1, words="老人不在家", reading=read(""))),
        ("转李明", NOTICE, Intent(Aim.HAND_OVER, number=12, who="李明")),
        ("又漏了", NOTICE, Intent(Aim.REPORT, number=12, words="又漏了", reading=read(""))),
        ("", NOTICE, Intent(Aim.LOOK, number=12)),
        ("@守望", NOTICE, Intent(Aim.LOOK, number=12)),
        ("@守望", "屋顶漏水了", Intent(Aim.REPORT, words="屋顶漏水了", reading=read(""))),
        ("@守望", "撤销", Intent(Aim.REPORT, words="撤销", reading=read(""))),
        ("@守望", "", Intent(Aim.GREET)),
        ("", "", Intent(Aim.UNCLEAR)),
    ],
)
def test_a_quote_gives_the_number_or_the_need_and_never_a_command(text: str, quote: str, intent: Intent) -> None:
    assert understood(text, quote) == intent


@pytest.mark.parametrize(
    "text",
    [
        "好了 快来人 我妈晕倒了", "催 我妈晕倒了", "12 催 我妈晕倒了", "1 我妈晕倒了", "12 1 我妈晕倒了",
        "你好，我妈晕倒了",
        "好的 谢谢 我妈晕倒了", "撤销12 我妈又晕倒了", "备注 我妈晕倒了", "转社工站 我妈晕倒了",
        "12 好了 快来人 我妈晕倒了",
        "12 接 快来人 着火了", "12 明天 救命", "笑死 我妈晕倒了 谢谢", "12号楼着火了",
    ],
)  # fmt: skip
def test_danger_is_a_report_whatever_it_looks_like(text: str) -> None:
    intent = understood(text)
    assert intent == Intent(Aim.REPORT, words=intent.words, reading=read(intent.words))
    assert text.endswith(intent.words)
    assert intent.reading is not None
    assert intent.reading.urgency == Urgency.EMERGENCY


def test_the_verb_before_a_cry_for_help_is_not_read_with_it() -> None:
    """A classifier may take 「好了」 for all clear."""

    def calmed(text: str, *, to_us: bool) -> Reading:
        return read("" if "好了" in text else text)

    assert Understander(calmed).understand(said("好了 快来人 我妈晕倒了")).aim is Aim.REPORT


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("12 好了 人晕倒了 送医院了 醒了", Aim.RESOLVE),
        ("12 转 社工站 老人说不想活了", Aim.HAND_OVER),
        ("12 转 社工站 救命的事，快来人", Aim.HAND_OVER),
        ("12 备注 上次晕倒过", Aim.NOTE),
        ("12 接 晕倒的那家我去", Aim.ACCEPT),
        ("12 明天 今天晕倒送医院了", Aim.POSTPONE),
    ],
)
def test_a_worker_with_number_and_verb_tells_of_a_danger_that_is_known(text: str, aim: Aim) -> None:
    intent = understood(text)
    assert (intent.aim, intent.number) == (aim, 12)
    assert intent.reading is not None
    assert intent.reading.urgency == Urgency.EMERGENCY


def test_on_behalf_the_reading_is_of_the_need_alone() -> None:
    intent = understood("代 张奶奶：晕倒了")
    assert intent == Intent(Aim.BEHALF, who="张奶奶", words="晕倒了", reading=read("晕倒了"))


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("谢谢你们帮我修好了路", Aim.THANKS),
        ("太好了，谢谢", Aim.THANKS),
        ("好的我晓得怎么走了", Aim.THANKS),
        ("早上好李姐", Aim.GREET),
        ("今晚杀猪 都来", Aim.CHATTER),
        ("早点睡 晚安", Aim.CHATTER),
        ("咕噜咕噜", Aim.UNCLEAR),
        ("路灯坏了", Aim.REPORT),
    ],
)
def test_what_is_no_need_is_thanks_greeting_or_chatter(text: str, aim: Aim) -> None:
    assert understood(text).aim is aim


@pytest.mark.parametrize(
    ("text", "aim", "reply"),
    [
        ("那个修水管的弄好咯", Aim.REPORT, Aim.RESOLVE),
        ("咕噜那件我来", Aim.UNCLEAR, Aim.ACCEPT),
        ("水管那个要转镇里", Aim.REPORT, Aim.HAND_OVER),
        ("张三家没人 李四都好", Aim.REPORT, Aim.VISITED),
        ("路灯坏了", Aim.REPORT, None),
        ("水管修好了又漏", Aim.REPORT, None),
        ("晕倒那个弄好咯", Aim.REPORT, None),
        ("张三家没人 李四晕倒了", Aim.REPORT, None),
    ],
)
def test_what_would_be_a_workers_reply_is_a_need_as_well(text: str, aim: Aim, reply: Aim | None) -> None:
    """Only a handler knows who speaks; danger is never a reply."""
    intent = understood(text)
    assert (intent.aim, intent.reading) == (aim, read(text))
    assert (intent.reply.aim if intent.reply else None) == reply


def test_what_somebody_seen_on_a_round_needs_is_read_on_its_own() -> None:
    reply = understood("李四都好 张三要帮忙 屋顶漏水").reply
    assert reply is not None
    assert [(visit.who, visit.seen, visit.reading) for visit in reply.visits] == [
        ("李四", Seen.WELL, None),
        ("张三", Seen.IN_NEED, read("屋顶漏水")),
    ]


def test_words_behind_a_quoted_need_are_no_reply() -> None:
    assert understood("@守望", "那个修水管的弄好咯").reply is None


@pytest.mark.parametrize(("text", "number"), [("#12 还是漏", 12), ("那个12号单 还是漏", 12), ("12号楼漏水", None)])
def test_a_need_keeps_an_unmistakable_ticket_code(text: str, number: int | None) -> None:
    assert understood(text).number == number


def test_a_bare_command_is_not_classified() -> None:
    """Reading a text costs ten times as much as hearing a command."""
    asked: list[str] = []

    def noting(text: str, *, to_us: bool) -> Reading:
        asked.append(text)
        return read(text)

    ours = Understander(noting)
    bare = [text for intent, texts in COMMANDS for text in texts if not intent.words]
    for text in bare:
        ours.understand(said(text))
    assert asked == []
    for intent, texts in COMMANDS:
        for text in texts if intent.words else ():
            ours.understand(said(text))
            assert asked.pop() == intent.words


@given(st.text(), st.text(max_size=40), st.sampled_from(Kind))
def test_nothing_that_can_be_sent_raises(text: str, quote: str, kind: Kind) -> None:
    understood(text, quote, kind)


@pytest.fixture(scope="module")
def real() -> Classifier:
    return Classifier()


@given(
    st.lists(
        st.sampled_from([*"@守望12十接好了转明天催？，。 \n我妈", "屋顶漏水", "晕倒了", "#", "：", "代 "]), max_size=25
    )
)
def test_with_the_real_classifier_nothing_raises_either(real: Classifier, pieces: list[str]) -> None:
    Understander(real.classify).understand(said("".join(pieces)))


@pytest.mark.parametrize("piece", ["漏", "守望 ", "@守望", " ", "12 接\n", "\x00", "😀", "@守望 x"])
def test_twenty_thousand_characters_are_understood(piece: str) -> None:
    long = piece * (20_000 // len(piece))
    assert len(understood(long, quote=long).words) <= len(long)
