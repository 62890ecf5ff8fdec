"""What is said about tickets: the talk with villagers, groups and workers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from care.category import CATEGORIES, Urgency
from care.notice import Topic
from care.people import Duty
from care.ticket import DangerStays, Moved, NoOutcome, Status, Step, StepNotAllowed, Ticket, TooLate
from handlers.wording import common, notices, report, talk, visits, work
from handlers.wording.notices import Facts
from nlp.intent import Seen, Visit
from tests.handlers.said import NOW, NUMBER, Said, ticket

MODULES = (common, notices, report, talk, visits, work)
DUTY = Duty(7, "韦主任", "村居社工", 1)  # 三个字的名字、四个字的岗位：平常里算长的
DANGER = ticket(urgency=Urgency.EMERGENCY, category="医疗")
SEALED = ticket(urgency=Urgency.EMERGENCY, category="家暴", sealed=True)


def refusals(one: Ticket) -> Iterator[StepNotAllowed]:
    for status in Status:
        yield StepNotAllowed(replace(one, status=status), Step.ACCEPT)
    yield TooLate(one, Step.UNDO)


TO_VILLAGERS: Said = {
    "talk.greeting": lambda: [talk.greeting("守望")],
    "talk.welcome": lambda: [talk.welcome("守望", "S片区")],
    "talk.help_villager": lambda: [talk.help_villager()],
    "talk.unclear": lambda: [talk.unclear()],
    "talk.handed_to_people": lambda: [talk.handed_to_people(NUMBER)],
    "talk.not_heard": lambda: [talk.not_heard(NUMBER)],
    "talk.picture_alone": lambda: [talk.picture_alone()],
    "talk.kept_for": lambda: [talk.kept_for(NUMBER)],
    "talk.voice_kept": lambda: [talk.voice_kept(NUMBER)],
    "talk.passed_on": lambda: [talk.passed_on(DANGER)],
    "talk.look": lambda: [
        talk.look(ticket(status, sealed=sealed), "韦主任", NOW) for status in Status for sealed in (True, False)
    ],
    "talk.nudged": lambda: [talk.nudged(ticket(), "韦主任", night=night) for night in (True, False)],
    "talk.nudged_today": lambda: [talk.nudged_today(ticket())],
    "talk.cancelled": lambda: [talk.cancelled(ticket())],
    "talk.cancel_kept": lambda: [talk.cancel_kept(DANGER)],
    "talk.reopened_stays": lambda: [talk.reopened_stays(12)],
    "talk.rated": lambda: [talk.rated(rating) for rating in (1, 2)],
    "talk.rated_low": lambda: [talk.rated_low(NUMBER, "社工站")],
    "talk.nothing_to_choose": lambda: [talk.nothing_to_choose()],
    "talk.back": lambda: [talk.back()],
    "talk.bound": lambda: [talk.bound("王奶奶", "S片区")],
    "talk.bad_code": lambda: [talk.bad_code()],
    "talk.code_for_group": lambda: [talk.code_for_group()],
    "talk.need_code": lambda: [talk.need_code()],
    "talk.told_it_is_over": lambda: [talk.told_it_is_over(ticket())],
    "report.danger": lambda: [
        report.danger(replace(DANGER, category=name, sealed=row.sealed), told)
        for name, row in CATEGORIES.items()
        for told in (True, False)
    ],
    "report.heard": lambda: [
        report.heard(NUMBER, duty, night=night) for duty in (DUTY, None) for night in (True, False)
    ],
    "report.heard_sealed": lambda: [report.heard_sealed(NUMBER)],
    "report.heard_for": lambda: [
        report.heard_for(NUMBER, "张奶奶", duty, night=night) for duty in (DUTY, None) for night in (True, False)
    ],
    "report.heard_in_part": lambda: [report.heard_in_part(NUMBER)],
    "report.question": lambda: [report.question(NUMBER, duty) for duty in (DUTY, None)],
    "report.already": lambda: [report.already(NUMBER)],
    "report.added": lambda: [report.added(NUMBER)],
    "report.same_or_new": lambda: [report.same_or_new(NUMBER)],
    "report.about_whom": lambda: [report.about_whom()],
    "common.no_such": lambda: [common.no_such(NUMBER)],
    "common.nothing_open": lambda: [common.nothing_open()],
    "common.workers_only": lambda: [common.workers_only()],
    "common.timed_out": lambda: [common.timed_out()],
    "common.cannot": lambda: [common.cannot(refusal, "韦主任") for refusal in refusals(ticket())],
    "notices.text": lambda: [
        notices.text(topic, Facts(one, "王奶奶", "S片区", "韦主任（村委）"))
        for topic in (Topic.TAKEN, Topic.LATER, Topic.LET_GO, Topic.DONE, Topic.UNDONE)
        for one in (ticket(), SEALED)
    ],
}

IN_A_GROUP: Said = {
    "talk.help_in_group": lambda: [talk.help_in_group()],
    "talk.greeting_in_group": lambda: [talk.greeting_in_group("守望")],
    "talk.unclear_in_group": lambda: [talk.unclear_in_group()],
    "talk.state_in_group": lambda: [talk.state_in_group(ticket(status)) for status in Status],
    "talk.group_bound": lambda: [talk.group_bound("G村", "守望")],
    "talk.code_for_person": lambda: [talk.code_for_person()],
    "talk.ask_in_private": lambda: [talk.ask_in_private()],
    "report.danger_in_group": lambda: [
        report.danger_in_group(*known) for known in ((True, True), (False, True), (False, False))
    ],
    "work.corrected_in_group": lambda: [work.corrected_in_group(SEALED)],
    "report.in_group": lambda: [report.in_group(NUMBER)],
    "common.which_in_group": lambda: [common.which_in_group()],
}

TO_WORKERS: Said = {
    "talk.greeting_worker": lambda: [talk.greeting_worker("守望", "李明")],
    "talk.help_worker": lambda: [talk.help_worker()],
    "talk.help_station": lambda: [talk.help_station()],
    "common.nothing_for_worker": lambda: [common.nothing_for_worker()],
    "common.nothing_to_take": lambda: [common.nothing_to_take()],
    "work.accepted": lambda: [work.accepted(ticket())],
    "work.accepted_danger": lambda: [work.accepted_danger(DANGER)],
    "work.already_yours": lambda: [work.already_yours(ticket())],
    "work.resolved": lambda: [work.resolved(ticket(), asked=asked) for asked in (True, False)],
    "work.need_outcome": lambda: [work.need_outcome(NUMBER)],
    "work.handed": lambda: [work.handed(ticket(), "社工站")],
    "work.hand_to_whom": lambda: [work.hand_to_whom(["村社工", "社工站"])],
    "work.nobody_there": lambda: [work.nobody_there("村委")],
    "work.already_there": lambda: [work.already_there(ticket(), "社工站")],
    "work.noted": lambda: [work.noted(ticket())],
    "work.need_note": lambda: [work.need_note(NUMBER)],
    "work.postponed": lambda: [work.postponed(ticket(), NOW + timedelta(days=3), NOW)],
    "work.nothing_to_undo": lambda: [work.nothing_to_undo(timedelta(minutes=10))],
    "work.undone": lambda: [
        work.undone(ticket(), Moved(NUMBER, step, 7, NOW, Status.OPEN, Status.OPEN, "", "", None))
        for step in (Step.RESOLVE, Step.ACCEPT, Step.POSTPONE, Step.HAND_OVER, Step.RATE, Step.CANCEL)
    ],
    "common.meant": lambda: [common.meant(one, "王奶奶") for one in (ticket(), SEALED)],
    "visits.seen": lambda: [visits.seen(Visit("张三", seen, "去女儿家了")) for seen in Seen],
    "visits.noted": lambda: [visits.noted(Visit("张三", seen), [NUMBER, 124]) for seen in Seen],
    "visits.kept": lambda: [visits.kept([Visit("", seen), Visit("李四", seen)]) for seen in Seen],
    "visits.nothing_told": lambda: [visits.nothing_told()],
    "work.corrected": lambda: [work.corrected(ticket(), to) for to in ("", "社工站")],
    "work.raised": lambda: [work.raised(DANGER, told=told) for told in (True, False)],
    "work.sealed_away": lambda: [work.sealed_away(SEALED)],
    "work.not_a_request": lambda: [work.not_a_request(ticket())],
    "work.already_so": lambda: [work.already_so(ticket())],
    "work.which_category": lambda: [work.which_category(NUMBER, ["留守儿童", "困境儿童"])],
    "work.which_urgency": lambda: [work.which_urgency(NUMBER)],
    "work.not_yours_to_calm": lambda: [work.not_yours_to_calm(DANGER, "村社工")],
    "work.corrected_back": lambda: [work.corrected_back(ticket())],
    "work.still_wanted": lambda: [work.still_wanted()],
    "work.mine": lambda: [work.mine([ticket(), DANGER], [SEALED], NOW)],
    "work.looked": lambda: [work.looked(ticket(), "李明", "王奶奶", [], NOW)],
    "common.cannot": lambda: [common.cannot(kind(DANGER, Step.RESOLVE)) for kind in (NoOutcome, DangerStays)],
    "notices.text": lambda: [
        notices.text(topic, Facts(one, "王奶奶", "S片区", "李明（网格员）", note="家里有狗", at=NOW))
        for topic in Topic
        for one in (ticket(), DANGER, SEALED, ticket(assignee_id=7))
    ],
}

BLOCKS = {  # 别的话用来拼的
    "report.and_beside",
    "talk.hotlines",
    "common.who",
    "common.day_of",
    "common.when",
    "common.brief",
    "common.subject",
    "common.listed",
    "common.which",
}
