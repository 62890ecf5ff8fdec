"""判定: what was found in one text, weighed once."""

import math
import re
from collections.abc import Iterable, Sequence

from care.category import NEVER_EMERGENCY, NOT_A_REQUEST, UNSORTED, Tier, Urgency, tier_of
from nlp.clauses import Clause
from nlp.frames import Match
from nlp.intent import Evidence, Need, Reading
from nlp.lexicon import Lexicon, Suppressor
from nlp.normal import Normal
from nlp.weights import LABELS, URGENCIES, Weights

_DENIED = "（否定，问人）"
_LIKELY = 4  # of all categories, another matter is among so many
_SURE = 8  # another matter needs a sure word of its own
_GREETING = 4  # characters: shorter than this without any evidence is a sound, not a wish
_SENTENCE = 5  # characters: who says so much to us, and nothing that is known for idle talk, is asked what he means
_MOST_EVIDENCE, _MOST_PIECES = 12, 3
HASTE: dict[str, int] = {urgency: rank for rank, urgency in enumerate(Urgency)}

# How hand-written words and frames weigh against what was learned (1 is e times as likely); set on messages that
# were neither learned from nor used to write a word (tests/nlp/unseen).
_HAND, _MOST_HAND = 0.07, 30  # for each point of a word; points beyond this tell no more
_FRAME = 1.5  # a frame of emergency that fits
_CERTAINLY = 5.0  # and one that leaves no doubt
_TERSE, _TELLING = 0.4, 6  # without a frame, for each letter less than so many: 「还在漏」 tells too little
_NEVER = 100.0  # and where not one Chinese letter stands
_ALONE = 9.0  # and one that is nearly all that is said
_OWN = 2.0  # for the category of such a frame
_CERTAIN = 9  # points of a frame from which on it leaves no doubt
_PRESSING = 0.5  # a frame of 优先
_RULE = 4.0  # a frame that leaves no doubt about the category
_TO_US = 1.0  # who speaks to us wants something of us
_TO_ANYBODY = 0.8  # where it is not known to whom, most of a village's talk is not to us
_TO_OTHERS = 2.0  # who speaks into a busy group mostly does not
_IDLER = {True: -_TO_US, None: _TO_ANYBODY, False: _TO_OTHERS}
_CALM = 2.0  # against an emergency in a category that knows none
_IDLE = 1.0  # of how much more it sounds like 非诉求, this share speaks against an emergency
_ALARMED = -0.2  # above this it is an emergency: rather one alarm too many
_UNDECIDED = 0.2  # closer to the runner-up than this, and without a word of ours: nobody can tell

_EMERGENCY, _URGENT, _ROUTINE, _QUESTION, _NONE = range(len(LABELS), len(LABELS) + 5)
_IDLE_AT = len(LABELS) - 1
_FAR = 1 << 40
_CHINESE = re.compile("[\u4e00-\u9fff]")
_ALARM = "突发困难"  # a cry for help that says nothing of what happened
_NO_SIZE = 1000  # where nothing of a text is known to the weights
_LANE = {name: number for number, name in enumerate(LABELS)}
_NO_EMERGENCY = frozenset(_LANE[name] for name in NEVER_EMERGENCY)

Scores = dict[str, int]


class Verdict:
    """`lanes` are the learned weights of this text (`nlp.weights`)."""

    def __init__(
        self,
        normal: Normal,
        clauses: Sequence[Clause],
        matches: Sequence[Match],
        active: Sequence[Suppressor],
        lexicon: Lexicon,
        weights: Weights,
        to_us: bool | None,
    ) -> None:
        self._normal = normal
        self._clauses = clauses
        self._matches = matches
        self._active = active
        self._usual = lexicon.usual
        self._guard = lexicon.marks.guarded
        self._weights = weights
        self._to_us, self._letters = to_us, -1
        self._alarms = [m for m in matches if m.frame.urgency is Urgency.EMERGENCY and not m.denied]
        spoken = [clause for clause in clauses if not _polite(clause)] if self._alarms else clauses
        self._scores = _scores(spoken, matches, active)
        self._lanes = self._weighed()
        self._known = self._lanes[-1]
        self._unit = math.sqrt(self._known or _NO_SIZE)  # in lanes, the weight of 1
        self._add_ours(matches)

    def _add_ours(self, matches: Sequence[Match]) -> None:
        """Words and frames written by hand beside what was learned."""
        lanes, unit = self._lanes, self._unit
        for name, points in self._scores.items():
            lanes[_LANE[name]] += round(unit * _HAND * min(points, _MOST_HAND))
        for frame, _, _ in matches:
            if frame.urgency is Urgency.NONE and frame.score >= _CERTAIN:
                lanes[_LANE[frame.category]] += round(unit * _RULE)
        if self._known or self._to_us is not None:  # 只有手写的词时，词怎么说就怎么算
            lanes[_IDLE_AT] += round(unit * _IDLER[self._to_us])

    def reading(self) -> Reading:
        lanes = self._lanes
        if not self._known and not self._scores and not self._matches:
            return self._silent()
        needs = lanes[:_IDLE_AT]
        best = needs.index(max(needs))
        calm = max(lanes[_URGENT], lanes[_ROUTINE], lanes[_QUESTION])
        idle = lanes[_IDLE_AT] - lanes[best] + lanes[_NONE] - calm
        alarms = self._alarms
        alarm = lanes[_EMERGENCY] - max(calm, lanes[_NONE]) + self._unit * self._hand(best, idle)
        if alarm > _ALARMED * self._unit:
            return self._alarmed(alarms)
        if idle > 0 and not self._guarded():
            vague = self._to_us and NOT_A_REQUEST not in self._scores and self._spoken() >= _SENTENCE
            return self._silent() if vague else self._said(NOT_A_REQUEST, Urgency.NONE)
        if not self._scores and self._close(best):
            return self._silent()
        return self._said(LABELS[best], self._urgency(LABELS[best]))

    def _weighed(self) -> list[int]:
        """The learned weights. Where a frame fits, clauses that are muted (去年……) or mere politeness say nothing."""
        text, clauses = self._normal.text, self._clauses
        if self._alarms and len(clauses) > 1:
            live = [clause for clause in clauses if not (clause.muted or _polite(clause))]
            if live and len(live) < len(clauses):
                return self._weights.lanes(" ".join(text[one.start : one.end] for one in live), live)
        return self._weights.lanes(text, clauses)

    def _guarded(self) -> bool:
        """Whether harm to oneself or to a child was denied: that is never nothing."""
        return any(match.denied for match in self._matches) or any(one.denied & self._guard for one in self._clauses)

    def _hand(self, best: int, idle: float) -> float:
        """What frames, the nature of the category and idle talk say about an emergency."""
        weight = -_CALM if best in _NO_EMERGENCY else 0.0
        if self._alarms and self._says_nothing_else():
            return weight + _ALONE
        if self._alarms and max(match.frame.score for match in self._alarms) >= _CERTAIN:
            return weight + _CERTAINLY
        if self._alarms:
            weight += _FRAME
        else:
            spoken = len(_CHINESE.findall(self._normal.text))
            weight -= _TERSE * max(0, _TELLING - spoken) if spoken else _NEVER
        return weight - _IDLE * max(0.0, idle / self._unit)

    def _says_nothing_else(self) -> bool:
        """「救命啊」: the words of a frame are more than half of all that is said."""
        spoken = self._spoken()
        return any(2 * sum(end - start for start, end, _ in match.hits) > spoken for match in self._alarms)

    def _alarmed(self, alarms: Sequence[Match]) -> Reading:
        """The likeliest category that knows emergencies; a cry for help that says nothing else is 突发困难."""
        lanes = list(self._lanes)
        if alarms and not any(match.frame.category for match in alarms) and self._says_nothing_else():
            lanes[_LANE[_ALARM]] += _FAR
        for frame in {match.frame.category for match in alarms if match.frame.category}:
            lanes[_LANE[frame]] += round(_OWN * self._unit)
        number = max((n for n in range(_IDLE_AT) if n not in _NO_EMERGENCY), key=lanes.__getitem__)
        category = LABELS[number]
        spoken = [m for m in alarms if m.frame.speaks_for(category, Urgency.EMERGENCY)]
        worst = max(spoken or alarms, key=lambda match: match.frame.score, default=None)
        rule = f"{category}/{worst.frame.name}" if worst else ""
        return self._said(category, Urgency.EMERGENCY, rule)

    def _close(self, best: int) -> bool:
        """Whether a second category is as good as the best one."""
        lanes = self._lanes
        least = lanes[best] - _UNDECIDED * self._unit
        return sum(lane > least for lane in lanes[: len(LABELS)]) > 1

    def _urgency(self, category: str) -> Urgency:
        """The likeliest of 优先, 咨询 and 普通; a denied danger is 优先: a person must look."""
        if self._guarded():
            return Urgency.URGENT
        lanes = list(self._lanes)
        if any(match.frame.urgency is Urgency.URGENT and not match.denied for match in self._matches):
            lanes[_URGENT] += round(self._unit * _PRESSING)
        return URGENCIES[max((_URGENT, _ROUTINE, _QUESTION), key=lanes.__getitem__) - len(LABELS)]

    def _silent(self) -> Reading:
        """No evidence: a sound is chatter, words are somebody's and must be looked at."""
        if self._spoken() < _GREETING:
            return self._said(NOT_A_REQUEST, Urgency.NONE)
        return Reading(UNSORTED, Urgency.ROUTINE, tier_of(UNSORTED, Urgency.ROUTINE), False, (), unclear=True)

    def _spoken(self) -> int:
        if self._letters < 0:
            self._letters = sum(map(str.isalpha, self._normal.text))
        return self._letters

    def _said(self, category: str, urgency: Urgency, rule: str = "") -> Reading:
        tier = tier_of(category, urgency)
        evidence = self._evidence(category, urgency)
        rules = (one.rule for one in evidence if one.rule.startswith(category))
        rule = rule or next(rules, f"{category}/例句" if evidence else "")
        none = category == NOT_A_REQUEST
        needs = () if none else (Need(category, urgency, tier, rule), *self._others(category))
        return Reading(category, urgency, tier, none, evidence, False, needs, rule, self._runner_up(category))

    def _runner_up(self, category: str) -> str:
        """The second best of the 28 and 非诉求."""
        lanes = self._lanes[: len(LABELS)]
        lanes[_LANE[category]] = -_FAR
        return LABELS[lanes.index(max(lanes))]

    def _others(self, category: str) -> list[Need]:
        """第二件事: a category that is sure in clauses which say nothing of the first one, and likely as a whole."""
        if len(self._clauses) == 1:
            return []
        likely = sorted(self._lanes[:_IDLE_AT], reverse=True)[_LIKELY - 1]
        names = (name for name in self._elsewhere(category) if self._lanes[_LANE[name]] >= likely)
        return [_need(name, self._usual.get(name, Urgency.ROUTINE), "词") for name in names]

    def _elsewhere(self, category: str) -> list[str]:
        rest: Scores = {}
        for clause in self._clauses:
            here: Scores = {}
            for _, _, (_, scores, _) in clause.hits:
                for name, weight in scores:
                    here[name] = here.get(name, 0) + weight
            if category not in here:
                for name, weight in here.items():
                    rest[name] = rest.get(name, 0) + weight
        return [name for name, weight in rest.items() if weight >= _SURE and name != NOT_A_REQUEST]

    def _evidence(self, category: str, urgency: Urgency) -> tuple[Evidence, ...]:
        """The frames that spoke for this first, then the words of the category, then what was suppressed."""
        told: dict[tuple[int, int, str], None] = {}
        for frame, hits, denied in self._matches:
            if denied or frame.speaks_for(category, urgency):
                rule = f"{frame.category or category}/{frame.name}{_DENIED if denied else ''}"
                for start, end, _ in hits:
                    told[start, end, rule] = None
        self._tell_words(told, category)
        if not told:
            told = self._learned(category, urgency)
        return tuple(self._shown(*what) for what in list(told)[:_MOST_EVIDENCE])

    def _tell_words(self, told: dict[tuple[int, int, str], None], category: str) -> None:
        rule = f"{category}/词"
        for clause in self._clauses:
            for start, end, (cues, scores, _) in clause.hits:
                for name, _ in scores:
                    if name == category:
                        told[start, end, rule] = None
                for one in self._active:
                    if cues & one.cue:
                        told[start, end, f"抑制/{one.name}"] = None

    def _learned(self, category: str, urgency: Urgency) -> dict[tuple[int, int, str], None]:
        """The pieces that speak loudest for this, as the example sentences taught."""
        number = _EMERGENCY if urgency is Urgency.EMERGENCY else _LANE[category]
        text = self._normal.text
        if spans := self._weights.speaking(text, number, _MOST_PIECES):
            return {(start, end, f"{category}/例句"): None for start, end in spans}
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        return {(start, end, f"{category}/整句"): None} if start < end else {}

    def _shown(self, start: int, end: int, rule: str) -> Evidence:
        first, last = self._normal.span(start, end)
        return Evidence(self._normal.sent[first:last], first, last, rule)


def _polite(clause: Clause) -> bool:
    """「你好」「谢谢」: nothing but words of 非诉求."""
    return all([name for name, _ in scores] == [NOT_A_REQUEST] for _, _, (_, scores, _) in clause.hits)


def _need(category: str, urgency: Urgency, rule: str) -> Need:
    return Need(category, urgency, tier_of(category, urgency), f"{category}/{rule}")


def whole(text: str) -> Reading:
    """One of the words that are no request when nothing else is said."""
    start = len(text) - len(text.lstrip())
    said, rule = text.strip(), f"{NOT_A_REQUEST}/整句"
    reason = Evidence(said, start, start + len(said), rule)
    return Reading(NOT_A_REQUEST, Urgency.NONE, Tier.NONE, True, (reason,), rule=rule)


def _scores(clauses: Iterable[Clause], matches: Iterable[Match], active: Iterable[Suppressor]) -> Scores:
    scores: Scores = {}
    for clause in clauses:
        for _, _, (_, said, _) in clause.hits:
            for name, weight in said:
                scores[name] = scores.get(name, 0) + weight
    for match in matches:
        if match.frame.category and match.frame.score:
            scores[match.frame.category] = scores.get(match.frame.category, 0) + match.frame.score
    for one in active:
        if one.chat:
            scores[NOT_A_REQUEST] = scores.get(NOT_A_REQUEST, 0) + one.chat
    return scores
