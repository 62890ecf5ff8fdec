"""说的是谁: the people a text names, what they are to the speaker, and which of them it is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlp.numbers import numeral
from nlp.slots_ages import Age
from nlp.slots_kin import CHILDREN, COUPLES, KIN, PARENTS, PRONOUN, SELF, relation_of
from nlp.slots_names import Named, names

_CLAUSE = re.compile(r"[,，。.;；:!！?？\n…]|\s{2,}")
_RIGHT_BEFORE = re.compile(r"\s?的?[老小]?")  # 八十岁的奶奶
_LOOK = 12  # 称呼前后看这么多字

# 在称呼前面
_HURT = re.compile(
    r"(?:打|骂|踢|掐|揍|砍|欺负|虐待|威胁|骚扰|强奸|猥亵|骗|咬|撞|烫|捅|杀|害|赶|逼|吓|扣住|扣|关住|锁住|锁|扔下|丢下|不管|不养|不给|推|掐住|拖|绑)"
    r"(?:了|得|到|着|死|伤|过|走|倒)?$"
)
_TAKEN = re.compile(r"(?:把|将)$")
_FOR = re.compile(r"(?:帮|替|代|给|为|陪|照顾|接|送|关心|看望|看看|看下|探望|问候|去看)(?:一下|下)?$")
_BY = re.compile(r"(?:被|挨|遭|让|俾)$")
_ROLE = re.compile(r"(?:我|俺|这|他|她|那)(?:就)?(?:是|系)[^,，。\s]{0,6}$")
_WITH = re.compile(r"(?:跟|和|与|同|找|叫|问|喊|听|等|靠|托|请|联系)$")
# 在称呼后面
_ACTS = re.compile(
    r"[^,，。打]{0,5}?(?:打(?!电话|工|[0-9]|针|牌|麻将|球|药|点滴|嗝|摆子|算|听|开|滚|雷|扫|谷|柴|鱼|猎|不通|通|招呼|字|水|扰|伤|断|破|一)|骂|踢|掐|揍|欺负|虐待|不管|不养|不给|不让|赶|逼|骗|扣|锁|威胁|拿刀|拖|吸毒|跟.{1,3}处不来)"
)
_AWAY = re.compile(
    r"(?:们|都|也|又|还|一直|常年|长年|现在|人|今年|全|去年|几个|两个|远|早就|没一个|平时|长期|在){0,3}"
    r"(?:在外|外面|在广东|在深圳|在上海|在浙江|在城里|在县城|在市里|在外地|外地|外出|出去|打工|务工|不在(?!了)|回不来|不回|走得早|死得早|过世|去世|没了|(?:死|走)了.{0,4}年|跑了|离家|坐牢|进厂|在厂|嫁|强戒)"
)
_TELLS = re.compile(
    r"(?:们)?(?:就|只|也|是|都|在|想|要|来|今天|现在|刚|帮|代|替|昨天|前天|好|一直|天天|再|先|这边|人|又|可以|能|不能|去|打){0,3}"
    r"(?:问|看|听|报|举报|反映|发现|替|代|帮|在外|在广东|在深圳|在城|回不|回去|说|讲|觉得|叫他|叫她|喊他|喊她|知道|晓得|认得|怕|担心|离|隔|辞工|带|背|不会|联系|劝|拦|拉|打电话|电话|申请|给|照顾|路过|碰到|遇到|见|申报|咨询|查|打听|一个人弄|搬不动他|是他|是她|系佢|堂客|叫|喊|敲|进不去|找|弄)"
)
_CALLED_AT_START = re.compile(
    r"[\s,，。]*(?:(?:大|小|老)?(?:姐|哥|爷|娘|妈|伯|叔|婶|嫂|妹子)|老师|阿姨|叔叔|伯伯|姐姐|哥哥|大妹子|书记|主任|村长|领导|师傅|老表|同志|医生|[^\W]{1,2}(?:主任|书记|村长|医生|老师|同志|姐|哥|叔|婶|姨|伯|嫂|姑|支书|师傅))"
    r"(?:你好|您好|好)?[,，!！:、~\s]"
)


@dataclass(frozen=True, slots=True)
class Who:
    """One mention. `relation` to the speaker, in a standard word (母亲, 邻居, 自己 …), empty when only a name is said.

    `count` is how many persons; None: several, not said how many. `name` is as called (王奶奶, 张三爷, 陈某).
    """

    relation: str
    said: str
    name: str
    surname: str
    age: Age | None
    count: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Mention:
    who: Who
    weight: int


def people(said: str, text: str, ages: tuple[Age, ...]) -> tuple[Who, ...]:
    """Everybody mentioned, whom the text is most about first, then in the order said. `said` is `plain(text)`."""
    found = _spoken_of(_without_overlaps([*_kin(said, text), *_named(said, text), *_selves(said, text)]))
    called = _CALLED_AT_START.match(said)
    if called is not None and (len(found) > 1 or "我" in said):
        found = [who for who in found if who.start >= called.end()]
    whole = _with_ages(said, _next_door(said, text, found), ages)
    mentions = [_Mention(who, _weight(said, who) - 20 * _of_a_child(whole, at)) for at, who in enumerate(whole)]
    if not mentions:
        return _only_an_age(ages)
    first = max(mentions, key=lambda mention: mention.weight)
    return (first.who, *(mention.who for mention in mentions if mention is not first))


def _kin(said: str, text: str) -> Iterator[Who]:
    for found in KIN.finditer(said):
        relation = relation_of(found)
        if relation is None or said.startswith("他妈的", found.start()):
            continue
        start, end = found.span()
        yield Who(relation, text[start:end], "", "", None, _count(found), start, end)


def _count(found: re.Match[str]) -> int | None:
    if found["count"]:
        return numeral(found["count"][:-1])
    word = found["word"] or ""
    if word in COUPLES or (found["mine"] and f"我{word}" in COUPLES) or found[0].endswith("俩"):
        return 2
    return None if found[0].endswith("们") else 1


def _named(said: str, text: str) -> Iterator[Who]:
    for named in names(said):
        relation = "自己" if named.self else ""
        yield Who(
            relation,
            text[named.start : named.end],
            _called(named, text),
            named.surname,
            None,
            1,
            named.start,
            named.end,
        )


def _called(named: Named, text: str) -> str:
    return text[named.name_start : named.end]


def _selves(said: str, text: str) -> Iterator[Who]:
    for found in SELF.finditer(said):
        start, end = found.span()
        several = said.startswith("们", found.end("self"))
        yield Who("自己", text[start:end], "", "", None, None if several else 1, start, end)
    for found in PRONOUN.finditer(said):
        start, end = found.span()
        yield Who("别人", text[start:end], "", "", None, None if said.startswith("们", end) else 1, start, end)


def _without_overlaps(found: list[Who]) -> list[Who]:
    """In order; of two that overlap the one that starts first, then the longer."""
    kept: list[Who] = []
    for who in sorted(found, key=lambda who: (who.start, -who.end)):
        if not kept or who.start >= kept[-1].end:
            kept.append(who)
    return kept


def _is_pronoun(who: Who) -> bool:
    return len(who.said) == 1 and who.relation == "别人"


def _spoken_of(found: list[Who]) -> list[Who]:
    """Without 他 and 她 where somebody was named before: they are the same person."""
    named = next((who.start for who in found if who.relation not in {"自己", "别人"}), None)
    return [who for who in found if named is None or who.start <= named or not _is_pronoun(who)]


def _next_door(said: str, text: str, found: list[Who]) -> list[Who]:
    """隔壁王奶奶, 隔壁家的娃, 老刘家老太太: one person each."""
    joined: list[Who] = []
    for who in found:
        if joined and (both := _one_household(said, text, joined[-1], who)) is not None:
            joined[-1] = both
        else:
            joined.append(who)
    return _kin_with_names(said, text, joined)


def _one_household(said: str, text: str, before: Who, who: Who) -> Who | None:
    gap = said[before.end : who.start]
    if len(gap) > 6 or who.relation == "自己" or said[who.start] in "我俺":
        return None
    whole = replace(who, said=text[before.start : who.end], start=before.start)
    if before.relation == "邻居" and re.fullmatch("(?:家|屋|那边)?(?:的|那个|那家的?|有个|一个)?", gap):
        return replace(whole, relation="邻居")
    if before.relation in {"老人", "别人", "孩子"} and who.name and not gap.strip():
        return replace(whole, relation=who.relation or before.relation)
    if before.name and before.relation == "" and who.relation and re.fullmatch("家的?(?:那个)?", gap):
        relation = who.relation if who.relation in {"老人", "孩子"} else "别人"
        return replace(whole, relation=relation, name=before.name, surname=before.surname)
    return None


def _kin_with_names(said: str, text: str, found: list[Who]) -> list[Who]:
    """我妈张桂花 is one person."""
    joined: list[Who] = []
    for who in found:
        before = joined[-1] if joined else None
        follows = before is not None and who.name and not who.relation and not before.name and before.relation != "自己"
        if before is not None and follows and not said[before.end : who.start].strip(" :叫"):
            joined[-1] = replace(
                before, said=text[before.start : who.end], name=who.name, surname=who.surname, end=who.end
            )
            continue
        joined.append(who)
    return joined


def _with_ages(said: str, found: list[Who], ages: tuple[Age, ...]) -> list[Who]:
    """An age belongs to whoever was named last before it, near enough, or to whom it stands right before."""
    whole = list(found)
    at = 0
    for age in ages:
        while at < len(whole) and whole[at].end <= age.start:
            at += 1
        near = [at] if at < len(whole) and _RIGHT_BEFORE.fullmatch(said, age.end, max(age.end, whole[at].start)) else []
        near += [before for before in (at - 1, at - 2) if before >= 0 and age.start - whole[before].end <= 2 * _LOOK]
        chosen = next((place for place in near if _may_be(whole[place], age)), None)
        if chosen is not None:
            whole[chosen] = replace(whole[chosen], age=age)
    return whole


def _may_be(who: Who, age: Age) -> bool:
    """No father is at school, no grandchild eighty."""
    if who.age is not None:
        return False
    return not (age.most <= 18 and who.relation in PARENTS) and not (age.least >= 60 and who.relation in CHILDREN)


def _only_an_age(ages: tuple[Age, ...]) -> tuple[Who, ...]:
    """「八十七了 一个人住」 speaks of an old person, though nobody is named."""
    return tuple(
        Who(
            "老人" if age.least >= 60 else "孩子" if age.most < 18 else "", age.said, "", "", age, 1, age.start, age.end
        )
        for age in ages[:1]
    )


def _weight(said: str, who: Who) -> int:
    """How likely the text is about them: who is hurt or cared for before who speaks, acts or is away."""
    before = _CLAUSE.split(said[max(0, who.start - _LOOK) : who.start])[-1]
    after = _CLAUSE.split(said[who.end : who.end + _LOOK], maxsplit=1)[0]
    weight = _base(said, who)
    weight += _from_before(before)
    if _BY.match(after[:1]) or after.startswith("给人"):
        weight += 40
    if who.relation == "自己":
        return weight - 20 * bool(_TELLS.match(after))
    if _AWAY.match(after):
        weight -= 35
    if _ACTS.match(after):
        weight -= 30
    return weight + 12 * (who.age is not None)


def _of_a_child(found: list[Who], at: int) -> bool:
    """「侄女父母双亡」 is about the niece."""
    child = found[at - 1] if at else None
    return (
        child is not None
        and child.relation in CHILDREN
        and found[at].relation in PARENTS
        and found[at].start - child.end <= 2
    )


def _base(said: str, who: Who) -> int:
    if who.relation == "自己":
        if "家" in who.said or "屋" in who.said:
            return 18
        return 45 if who.name or who.age else 30
    if _is_pronoun(who):
        return 5
    if who.relation in {"别人", "朋友", "同事", "亲戚"}:
        return 28 if who.relation == "别人" else 42
    return 52 if who.name else 45 if who.relation in {"老人", "孩子", "学生"} else 50


def _from_before(before: str) -> int:
    """What stands right before a person: 打, 把 make them the one it happened to, 被 the one who did it."""
    if _HURT.search(before):
        return 40
    if _TAKEN.search(before):
        return 35
    if _BY.search(before):
        return -45
    if _ROLE.search(before):
        return -35
    if _FOR.search(before):
        return 10
    return -25 if _WITH.search(before) else 0
