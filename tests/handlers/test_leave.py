"""请假：清单和手上的事交给替的人，到期自己回来；销假提前回来；交接要对方说接，记录都在."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from care.message import Address, Message, Reply
from care.people import Actor
from care.ticket import Status
from handlers import pass_on
from handlers.accept import accept_ticket
from handlers.leave import back_talk, leave_talk, leaves_due, span_of, turn_leave
from handlers.pass_on import pass_on_talk, receive
from handlers.report import Report, open_ticket
from handlers.turn import Turn
from handlers.wording import leave as wording
from nlp.intent import Aim, Intent, Reading
from storage.unit import Unit
from tests.handlers.test_lists import Village, at
from tests.kit.stage import stage

Talk = Callable[[Turn], Reply | None]


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'leave.db'}") as here:
        yield Village(here)


async def say(village: Village, who: str, text: str, talk: Talk, now: datetime, intent: Intent | None = None) -> str:
    """As the routes would call it: the verb is known, the words behind it are not read yet."""
    meant = intent or Intent(Aim.UNCLEAR)

    def turn(unit: Unit) -> str:
        (address,) = unit.people.duties_of(_id(unit, who))[0].addresses
        speaker = unit.people.behind(address)
        assert speaker is not None
        actor = Actor(speaker.person, address, speaker.home, unit.people.duties_of(speaker.person.id))
        reply = talk(Turn(Message("m", address, text), meant, unit, now, actor, village.house, speaker.dialogue))
        return reply.text if reply else ""

    return await village.do(turn)


def _id(unit: Unit, name: str) -> int:
    person = unit.people.by_key(name)
    assert person is not None
    return person.id


def answered(turn: Turn) -> Reply | None:
    assert turn.dialogue is not None
    assert turn.dialogue.question == pass_on.AREA
    return receive(turn, turn.dialogue)


WISH = Reading("微心愿", "普通", "网格员", not_request=False)
ABUSE = Reading("家暴", "普通", "镇社工站", not_request=False)


async def holding_a_ticket(village: Village, who: str = "李明", reading: Reading = WISH) -> int:
    """Somebody has accepted what 王奶奶 of 李明's area asked for; nobody has where `who` is empty."""

    def opened(unit: Unit) -> int:
        caller, source = unit.people.get(_id(unit, "王奶奶")), Address("console", "王奶奶")
        told = Report(caller, source, "m", "想要一副老花镜", reading, unit.places.get(caller.place_id))
        ticket = open_ticket(unit, village.house, told, at(1, 10)).ticket
        if who:
            accept_ticket(unit, village.house, ticket, by=_id(unit, who), at=at(1, 11))
        return ticket.number

    return await village.do(opened)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("请假 3天", 2, 4),
        ("请假三天", 2, 4),
        ("请假 3天 杨梅替", 2, 4),
        ("请假 半天", 2, 2),
        ("请假 明天 到 3月5日", 3, 5),
        ("请假 明天到后天", 3, 4),
        ("请假两天 明天开始", 3, 4),
        ("请假 明天", 3, 3),
        ("请假 到周五", 2, 6),
    ],
)
async def test_how_long_is_heard_as_it_is_said(village: Village, said: str, first: int, last: int) -> None:
    assert span_of(said, at(2, 8), village.house) == (date(2026, 3, first), date(2026, 3, last))


async def test_said_in_the_evening_days_begin_tomorrow(village: Village) -> None:
    assert span_of("请假 2天", at(2, 20), village.house) == (date(2026, 3, 3), date(2026, 3, 4))


async def test_without_a_length_it_is_asked_and_nothing_is_stored(village: Village) -> None:
    assert await say(village, "李明", "请假", leave_talk, at(2, 8)) == wording.for_how_long()
    assert await village.do(lambda unit: unit.leaves.on(date(2026, 3, 2))) == []


async def test_the_deputy_hears_from_which_day_to_which(village: Village) -> None:
    reply = await say(village, "李明", "请假 3天 杨梅替", leave_talk, at(2, 7))
    (one,) = await village.do(lambda unit: unit.leaves.on(date(2026, 3, 2)))
    assert reply == wording.granted(one, ["杨梅"])
    assert await village.outbox() == [("杨梅", wording.to_deputy("李明", one))]
    assert "3月2日到3月4日" in (await village.outbox())[0][1]


@pytest.mark.parametrize("said", ["请假 3天 张三替", "请假 3天 王奶奶替", "请假 3天 李明替"])
async def test_who_does_not_work_here_or_oneself_is_no_deputy(village: Village, said: str) -> None:
    assert "替" in await say(village, "李明", said, leave_talk, at(2, 7))
    assert await village.do(lambda unit: unit.leaves.on(date(2026, 3, 2))) == []


async def test_a_second_leave_over_the_first_is_refused(village: Village) -> None:
    await say(village, "李明", "请假 3天 杨梅替", leave_talk, at(2, 7))
    assert "销假" in await say(village, "李明", "请假 明天", leave_talk, at(2, 8))
    assert len(await village.do(lambda unit: unit.leaves.on(date(2026, 3, 3)))) == 1


async def test_what_is_in_hand_goes_to_the_deputy_and_comes_back_by_itself(village: Village) -> None:
    number = await holding_a_ticket(village)
    before = len(await village.outbox())
    await say(village, "李明", "请假 3天 杨梅替", leave_talk, at(2, 8))
    yangmei, liming = await village.worker("杨梅"), await village.worker("李明")
    lent = await village.do(lambda unit: unit.tickets.get(number))
    assert (lent.assignee_id, lent.status) == (yangmei, Status.ACCEPTED)
    told = (await village.outbox())[before:]
    assert [who for who, _ in told] == ["杨梅", "杨梅", "王奶奶"]
    assert "李明转给您" in told[1][1]
    assert "杨梅（网格员）接了" in told[2][1]
    assert await village.round(leaves_due, turn_leave, at(4, 9)) == []
    back = await village.round(leaves_due, turn_leave, at(5, 6))
    assert (await village.do(lambda unit: unit.tickets.get(number))).assignee_id == liming
    assert {who for who, _ in back} == {"李明", "杨梅"}
    assert await village.round(leaves_due, turn_leave, at(5, 7)) == []


async def test_a_leave_to_come_begins_on_its_day_once(village: Village) -> None:
    number = await holding_a_ticket(village)
    await say(village, "李明", "请假 明天 杨梅替", leave_talk, at(2, 8))
    liming, yangmei = await village.worker("李明"), await village.worker("杨梅")
    assert (await village.do(lambda unit: unit.tickets.get(number))).assignee_id == liming
    assert len(await village.round(leaves_due, turn_leave, at(3, 6))) == 2
    assert (await village.do(lambda unit: unit.tickets.get(number))).assignee_id == yangmei
    assert await village.round(leaves_due, turn_leave, at(3, 7)) == []


async def test_what_waits_at_a_desk_with_nobody_left_goes_to_the_next_also_in_the_middle_of_the_leave(
    village: Village,
) -> None:
    first = await holding_a_ticket(village, "")
    await say(village, "李明", "请假 3天 杨梅替", leave_talk, at(2, 8))
    assert (await village.do(lambda unit: unit.tickets.get(first))).post == "村社工"
    second = await holding_a_ticket(village, "")
    told = await village.round(leaves_due, turn_leave, at(3, 9))
    assert (await village.do(lambda unit: unit.tickets.get(second))).post == "村社工"
    assert [who for who, _ in told] == ["覃芳"]
    assert await village.round(leaves_due, turn_leave, at(3, 10)) == []


async def test_a_sealed_matter_goes_only_to_who_may_read_it(village: Village) -> None:
    number = await holding_a_ticket(village, "覃芳", ABUSE)
    await say(village, "覃芳", "请假 3天 杨梅替", leave_talk, at(2, 8))
    kept = await village.do(lambda unit: unit.tickets.get(number))
    assert kept.sealed
    assert kept.assignee_id == await village.worker("陈静")


async def test_what_the_deputy_settled_or_passed_on_does_not_come_back(village: Village) -> None:
    number = await holding_a_ticket(village)
    await say(village, "李明", "请假 1天 杨梅替", leave_talk, at(2, 8))
    chenjing = await village.worker("陈静")

    def move_on(unit: Unit) -> None:
        ticket = unit.tickets.get(number)
        unit.tickets.save(replace(ticket, assignee_id=chenjing))

    await village.do(move_on)
    await village.do(lambda unit: unit.tickets.save(replace(unit.tickets.get(number), status=Status.RESOLVED)))
    await village.round(leaves_due, turn_leave, at(3, 6))
    assert (await village.do(lambda unit: unit.tickets.get(number))).assignee_id == chenjing


async def test_a_deputy_who_goes_on_leave_passes_it_on(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    await village.leave("杨梅", 1, 9, "石磊")
    reply = await say(village, "李明", "请假 3天 杨梅替", leave_talk, at(2, 7))
    assert "石磊" in reply
    assert [who for who, _ in await village.morning(at(2, 7, 30))] == ["石磊"]


async def test_taken_after_the_list_went_out_its_open_lines_go_to_the_deputy(village: Village) -> None:
    own = await village.person("吴秀英", "特困", "独居", area="X片区")
    seen = await village.person("张桂英", "特困", "独居")
    left = await village.person("李大山", "特困", "独居", sex="男")
    await village.morning(at(2, 7, 30))
    await village.answers(seen, "李明", at(2, 8))
    await say(village, "李明", "请假 2天 杨梅替", leave_talk, at(2, 9))
    assert "李明请假，今天还有 1 户请您看:\n2 李爷爷 每天" in (await village.outbox())[-1][1]
    yangmei = await village.worker("杨梅")
    errands = await village.do(lambda unit: unit.visits.errands(yangmei, date(2026, 3, 2)))
    assert [(one.line, one.person_id) for one in errands] == [(1, own), (2, left)]


async def test_back_early_the_tickets_return_and_tomorrows_list_too(village: Village) -> None:
    number = await holding_a_ticket(village)
    await village.person("张桂英", "特困", "独居")
    await say(village, "李明", "请假 5天 杨梅替", leave_talk, at(2, 7))
    liming = await village.worker("李明")
    assert await say(village, "李明", "销假", back_talk, at(3, 9)) == wording.ended([number])
    assert (await village.do(lambda unit: unit.tickets.get(number))).assignee_id == liming
    assert [who for who, _ in await village.morning(at(4, 7, 30))] == ["李明"]
    assert await village.round(leaves_due, turn_leave, at(4, 8)) == []
    assert await say(village, "李明", "销假", back_talk, at(4, 9)) == wording.none_to_end()


async def test_a_leave_to_come_can_be_dropped_and_taken_anew(village: Village) -> None:
    await say(village, "李明", "请假 明天 杨梅替", leave_talk, at(2, 8))
    assert await say(village, "李明", "销假", back_talk, at(2, 9)) == wording.ended([])
    assert await village.do(lambda unit: unit.leaves.on(date(2026, 3, 3))) == []
    await say(village, "李明", "请假 明天 石磊替", leave_talk, at(2, 10))
    (one,) = await village.do(lambda unit: unit.leaves.on(date(2026, 3, 3)))
    assert one.deputy_id == await village.worker("石磊")


async def test_an_area_is_handed_over_when_its_receiver_says_so(village: Village) -> None:
    number = await holding_a_ticket(village)
    zhang = await village.person("张桂英", "特困", "独居")
    await village.answers(zhang, "李明", at(1, 9))
    assert await say(village, "李明", "交接 S片区 给 杨梅", pass_on_talk, at(2, 9)) == wording.asked("杨梅", "S片区")
    assert (await village.outbox())[-1] == ("杨梅", wording.will_you("李明", "S片区", ["李明"]))
    one = Intent(Aim.ACCEPT, number=1)
    assert await say(village, "杨梅", "1接", answered, at(2, 10), one) == wording.taken("S片区")
    yangmei, liming = await village.worker("杨梅"), await village.worker("李明")
    assert len(await village.do(lambda unit: unit.people.duties_of(yangmei))) == 2
    assert await village.do(lambda unit: unit.people.duties_of(liming)) == ()
    assert ("李明", wording.passed("S片区", "杨梅")) in await village.outbox()
    assert (await village.do(lambda unit: unit.tickets.get(number))).assignee_id == yangmei
    (kept,) = await village.do(lambda unit: unit.visits.of_person(zhang))
    assert kept.visitor_id == liming
    assert [who for who, _ in await village.morning(at(3, 7, 30))] == ["杨梅"]


async def test_a_receiver_who_refuses_changes_nothing_and_the_asker_hears_it(village: Village) -> None:
    await say(village, "李明", "交接 S片区 给 杨梅", pass_on_talk, at(2, 9))
    two = Intent(Aim.CHOICE, choice=2)
    assert await say(village, "杨梅", "2", answered, at(2, 10), two) == wording.refused()
    assert (await village.outbox())[-1] == ("李明", wording.not_taken("S片区", "杨梅"))
    liming = await village.worker("李明")
    assert len(await village.do(lambda unit: unit.people.duties_of(liming))) == 1


async def test_the_village_point_may_hand_over_below_it_and_a_neighbour_may_not(village: Village) -> None:
    assert await say(village, "石磊", "交接 S片区 给 杨梅", pass_on_talk, at(2, 9)) == wording.not_yours("S片区")
    assert await say(village, "覃芳", "交接 S片区 给 杨梅", pass_on_talk, at(2, 9)) == wording.asked("杨梅", "S片区")
    assert await say(village, "覃芳", "交接 S片区 给 杨梅", pass_on_talk, at(2, 9)) == wording.busy("杨梅")


async def test_an_area_that_changed_hands_meanwhile_is_not_taken(village: Village) -> None:
    await say(village, "李明", "交接 S片区 给 杨梅", pass_on_talk, at(2, 9))
    liming = await village.worker("李明")
    await village.do(lambda unit: unit.people.appoint(liming, []))
    one = Intent(Aim.CHOICE, choice=1)
    assert await say(village, "杨梅", "1", answered, at(2, 10), one) == wording.changed_meanwhile("S片区")
