"""`explain`: what a sentence was read as and why, for somebody who is no programmer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.columns import clipped
from bot.marks import Mark, marked
from care.calendar import SHANGHAI
from care.category import Tier
from nlp.classify import Classifier
from nlp.explain import Explanation, Silenced, Word, explain
from nlp.intent import Evidence, Need, Reading
from nlp.slots import slots

SHOWN = 40  # places of one word in a list

GOES_TO = {
    Tier.EMERGENCY: "应急：马上叫在岗的人，不分昼夜；同时请对方打 120、110、119",
    Tier.SELF: "自助：守望自己答，答不了再找人",
    Tier.GRID: "网格员",
    Tier.POINT: "村社工",
    Tier.COMMITTEE: "村委",
    Tier.STATION: "镇社工站",
    Tier.OFFICE: "民政办",
    Tier.NONE: "谁也不用找，不记工单",
}


def explain_text(classifier: Classifier, text: str) -> int:
    print("\n".join(lines(explain(classifier, text))))  # noqa: T201  # 命令的回答
    return 0


def lines(told: Explanation) -> list[str]:
    """The page, line by line."""
    reading = told.reading
    reasons = _reasons(reading.evidence)
    marks = [Mark(start, end) for start, end in reasons]
    parts = ["这句话", *marked(told.text, marks), "", *_verdict(reading)]
    if reasons:
        parts += ["", "凭什么"]
        parts += [_reason(number, told.text, span, rules) for number, (span, rules) in enumerate(reasons.items(), 1)]
    parts += _titled("听见了，但不作数", [_silent(one) for one in told.silenced])
    parts += _titled("说了「没有」「不是」的", list(_denials(told)))
    parts += _titled("还有一件事", [_need(need) for need in reading.needs[1:]])
    parts += _titled("说的是谁、哪里、什么时候", list(_slots(told.text)))
    if reading.runner_up:
        parts += ["", f"差一点听成：{reading.runner_up}"]
    if told.unread:
        parts += ["", f"话太长，中间有 {told.unread} 个字没有细读，只找了里面喊救命一类的词。"]
    return parts


def _slots(text: str) -> Iterator[str]:
    """The slots, with the numbers of people masked."""
    found = slots(text, datetime.now(SHANGHAI).date())
    if (who := found.about) is not None:
        age = f"，{who.age.said}" if who.age else ""
        yield f"谁：{who.name or who.relation}「{who.said}」{age}"
    yield from (f"哪里：{where.said}" for where in found.place)
    for when in found.times:
        days = when.starts_on.isoformat()
        yield f"什么时候：{when.said}（{days if when.starts_on == when.ends_on else f'{days} 到 {when.ends_on}'}）"
    yield from (f"{number.kind}：{number.masked}" for number in (*found.phones, *found.id_numbers))


def _titled(heading: str, said: Sequence[str]) -> list[str]:
    return ["", heading, *(f"  {one}" for one in said)] if said else []


def _verdict(reading: Reading) -> Iterator[str]:
    goes_to = GOES_TO[Tier(reading.tier)]
    if reading.unclear:
        yield "听成：没听明白（待分）"
        yield f"会怎样：先问一句；还是不明白，交给{goes_to}来看，不会丢"
    elif reading.not_request:
        yield "听成：非诉求（闲话、客气话、转发一类），不当成求助"
        yield f"会怎样：{goes_to}"
    else:
        yield f"听成：{reading.category}，{reading.urgency}"
        yield f"会怎样：交给{goes_to}"
    yield f"凭哪一条定的：{_rule(reading.rule) if reading.rule else _nothing(reading)}"


def _nothing(reading: Reading) -> str:
    if reading.unclear:
        return "没有一个词、一个框架说得出这是什么事"
    if reading.not_request:
        return "没有一个词说的是要帮忙"
    return "没有哪个词单独说得出，是整句像例句里的说法"


def _reasons(evidence: Iterable[Evidence]) -> dict[tuple[int, int], list[str]]:
    """Places in the order of the text, each with the rules it stands for."""
    found: dict[tuple[int, int], list[str]] = {}
    for _, start, end, rule in sorted(evidence, key=lambda one: (one.start, one.end)):
        if rule not in found.setdefault((start, end), []):
            found[start, end].append(rule)
    return found


def _reason(number: int, text: str, span: tuple[int, int], rules: Sequence[str]) -> str:
    start, end = span
    place = f"第 {start + 1} 个字" if end - start == 1 else f"第 {start + 1} 到 {end} 个字"
    return f"  {number} 「{clipped(text[start:end], SHOWN)}」（{place}）：{'；'.join(map(_rule, rules))}"


def _rule(rule: str) -> str:
    """A rule of `nlp.intent.Evidence` as a clause of a sentence."""
    first, _, name = rule.partition("/")
    name, denied, _ = name.partition("（")
    if first == "抑制":
        return f"这是「{name}」的话，让险情不作数"
    if name == "词":
        return f"「{first}」的词"
    if name == "例句":
        return f"例句里「{first}」常这样说"
    if name == "整句":
        return "整条只有这一句，是客气话"
    asked = "，说的是没有，但这种事要人去看" if denied else ""
    return f"框架「{name}」凑齐了（{first}{asked}）"


def _silent(one: Silenced) -> str:
    words = _quoted(one.words)
    said = f"{words}凑成了框架「{one.frame}」" if words else f"框架「{one.frame}」凑齐了"
    because = _quoted(one.because)
    return f"{said}，可是{because}是「{'、'.join(one.by)}」的话，所以不算"


def _quoted(words: Iterable[Word]) -> str:
    return "".join(f"「{text}」" for text in dict.fromkeys(clipped(word.text, SHOWN) for word in words))


def _denials(told: Explanation) -> Iterator[str]:
    kept = any("（否定" in evidence.rule for evidence in told.reading.evidence)
    for text in dict.fromkeys(clipped(word.text, SHOWN) for word in told.denied):
        yield f"「{text}」前面有否定" + ("；轻生、伤害孩子一类说没有也要人去看" if kept else "，不算")


def _need(need: Need) -> str:
    return f"{need.category}，{need.urgency}，交给{need.tier}；{_rule(need.rule)}"
