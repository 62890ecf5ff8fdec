"""改类、改急: what a worker may write for another label, beyond the table of commands."""

import pytest

from care.category import CATEGORIES, NOT_A_REQUEST, Urgency
from care.message import Address, Message
from nlp.commands import parse
from nlp.intent import Aim, Reading
from nlp.understand import Understander

LABELS = [("category", name) for name in (*CATEGORIES, NOT_A_REQUEST)]
LABELS += [("urgency", urgency.value) for urgency in Urgency if urgency is not Urgency.NONE]


@pytest.mark.parametrize(("kind", "name"), LABELS)
@pytest.mark.parametrize("form", ["12 改成 {}", "12改为{}", "12 不是纠纷，是{}"])
def test_every_category_and_every_urgency_can_be_named(kind: str, name: str, form: str) -> None:
    intent = parse(form.format(name))
    assert intent is not None
    assert (intent.aim, intent.number, intent.slots, intent.words) == (Aim.CORRECT, 12, {kind: name}, "")


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("12 改类 五保", "category", "五保"),
        ("12改类五保", "category", "五保"),
        ("改类 12 五保户", "category", "五保户"),
        ("改类 五保", "category", "五保"),
        ("12 改急 很急", "urgency", "很急"),
    ],
)
def test_a_label_we_do_not_know_is_kept_as_it_was_said(text: str, kind: str, said: str) -> None:
    intent = parse(text)
    assert intent is not None
    assert (intent.aim, intent.slots) == (Aim.CORRECT, {kind: said})


@pytest.mark.parametrize("text", ["12 改成周五", "12 改到明天", "12 改为后天"])
def test_another_day_is_still_another_day(text: str) -> None:
    intent = parse(text)
    assert intent is not None
    assert intent.aim is Aim.POSTPONE


def test_the_reason_may_sound_dangerous_and_is_still_a_correction() -> None:
    danger = Reading("家暴", Urgency.EMERGENCY, "应急", not_request=False)
    understand = Understander(lambda text, *, to_us: danger).understand
    intent = understand(Message("m1", Address("wecom", "li"), "12 改类 家暴 她男人又在打她"))
    assert (intent.aim, intent.number, intent.words) == (Aim.CORRECT, 12, "她男人又在打她")
