"""What is said about files of people: a look into one, what has changed in it, two of one person, a death."""

from datetime import date, timedelta

from care.dossier import Dossier, Household, Standing
from care.ticket import Status
from care.visits.due import Pause
from care.visits.round import Mode, Outcome, Visit
from handlers.wording import consent, dossier, dossier_change, dossier_move, farewell
from storage.dossiers import Change
from storage.looks import Found
from tests.handlers.said import NOW, TODAY, Said, ticket
from tests.handlers.said.of_tickets import SEALED

MODULES = (consent, dossier, dossier_change, dossier_move, farewell)

ONE = Dossier(
    person_id=3,
    name="张秀英",
    place_id=1,
    household_id=9,
    relation="户主",
    sex="女",
    born_on=date(1940, 1, 1),
    has_id=True,
    has_phone=False,
    standing=Standing.HERE,
    note="",
    recheck_on=None,
    version=1,
)
HOME = Household(9, 1, "3号", "韦老三", "0003")
DUE = dossier.due(TODAY + timedelta(days=3), TODAY)
VISIT = Visit(3, 7, TODAY - timedelta(days=1), NOW, Outcome.WELL, Mode.PHONE, words="身体好，药够吃，女儿周末回来")
FOUND = [
    Found(number, "张秀英", 1, "S片区", "女", date(1940, 1, 1), standing, house)
    for number, standing, house in ((3, Standing.HERE, "3号"), (4, Standing.DECEASED, ""))
]
CARD = dossier_change.card(ONE, "S片区", HOME, "199****0000", "0000**********0000")
UNTIL = (None, TODAY - timedelta(days=3), TODAY, TODAY + timedelta(days=3), TODAY + timedelta(days=80))

IN_LISTS: Said = {
    "dossier.timeline": lambda: [
        dossier.timeline("张秀英", lines) for lines in ([dossier.line_visit(VISIT, TODAY)] * 8, [])
    ],
    "dossier.which_of": lambda: [dossier.which_of(FOUND, TODAY)],
    "dossier.nobody_but": lambda: [dossier.nobody_but(FOUND, TODAY)],
    "dossier_change.side_by_side": lambda: [
        dossier_change.side_by_side(CARD, CARD, unlike, far=far)
        for unlike, far in ((["生日"], False), ([], False), (["性别", "生日"], True))
    ],
    "dossier_change.card": lambda: ["、".join(CARD)],
}

TO_WORKERS: Said = {
    "dossier.headline": lambda: [dossier.headline(ONE, "S片区", "3号", TODAY)],
    "dossier.tags": lambda: [dossier.tags(["特困", "独居", "重残", "全失能", "高龄", "低保", "监测对象"])],
    "dossier.last_visit": lambda: [dossier.last_visit(one, TODAY) for one in (VISIT, None)],
    "dossier.due": lambda: [dossier.due(until, TODAY) for until in UNTIL],
    "dossier.away": lambda: [dossier.away(Pause(TODAY, TODAY + timedelta(days=9), "住院"), TODAY)],
    "dossier.open_tickets": lambda: [dossier.open_tickets([ticket()] * many) for many in (1, 4)],
    "dossier.contacts": lambda: [dossier.contacts([("黄强", "女儿"), ("李德福", "联系人")])],
    "dossier.numbers": lambda: [dossier.numbers(has_phone=phone, has_id=not phone) for phone in (True, False)],
    "dossier.line_visit": lambda: [dossier.line_visit(VISIT, TODAY)],
    "dossier.line_change": lambda: [
        dossier.line_change(Change(field, was, became, 7, "改档", NOW), TODAY, TODAY)
        for field, was, became in (("电话", "199****0000", "199****0001"), ("门牌", "", "3号"), ("暂停", "", "住院"))
    ],
    "dossier.line_tag": lambda: [dossier.line_tag("独居", TODAY, TODAY, ended=ended) for ended in (True, False)],
    "dossier.line_tag why": lambda: [dossier.line_tag("临时救助", TODAY, TODAY, ended=False, why="500元，米一袋")],
    "dossier.written_down": lambda: [dossier.written_down("张三", "备注", "耳背，敲门要重些，电话打两遍再去")],
    "dossier.line_ticket": lambda: [
        *(dossier.line_ticket(ticket(status), TODAY, TODAY) for status in Status),
        dossier.line_ticket(SEALED, TODAY, TODAY),
    ],
    "dossier.say_it_again": lambda: [dossier.say_it_again()],
    "dossier.nobody": lambda: [dossier.nobody("张三")],
    "dossier.for_what": lambda: [dossier.for_what("张三", "身份证号")],
    "dossier.no_purpose": lambda: [dossier.no_purpose()],
    "dossier.not_on_file": lambda: [dossier.not_on_file("张三", "身份证号")],
    "dossier.not_for_you": lambda: [dossier.not_for_you()],
    "dossier.number_of": lambda: [dossier.number_of("张三", "电话", "19900000000", "送药用")],
    "dossier_change.gone": lambda: [dossier_change.gone(ONE)],
    "dossier_change.no_keys": lambda: [dossier_change.no_keys()],
    "dossier_change.does_not_open": lambda: [dossier_change.does_not_open()],
    "dossier_change.changed": lambda: [
        dossier_change.changed("张三", [("电话", was, "199****0001")], due)
        for was in ("199****0000", "")
        for due in (DUE, "")
    ],
    "dossier_change.nothing_new": lambda: [dossier_change.nothing_new("张三")],
    "dossier_change.told_by": lambda: [dossier_change.told_by("李明")],
    "dossier_change.is_now": lambda: [dossier_change.is_now("张三", "独居", DUE)],
    "dossier_change.no_longer": lambda: [dossier_change.no_longer("张三", "独居", DUE)],
    "dossier_change.is_not": lambda: [dossier_change.is_not("张三", "独居")],
    "dossier_change.by_age": lambda: [dossier_change.by_age()],
    "dossier_change.unknown_tag": lambda: [dossier_change.unknown_tag("孤寡", near) for near in (["孤儿", "独居"], [])],
    "dossier_change.not_a_day": lambda: [dossier_change.not_a_day()],
    "dossier_change.lunar_day": lambda: [dossier_change.lunar_day()],
    "dossier_change.by_the_moon": lambda: [dossier_change.by_the_moon(date(1949, 1, 6), "1948年腊月初八")],
    "dossier_change.born_in_future": lambda: [dossier_change.born_in_future()],
    "dossier_change.too_old": lambda: [dossier_change.too_old(140)],
    "dossier_change.not_as_on_id": lambda: [dossier_change.not_as_on_id()],
    "dossier_change.not_changed": lambda: [dossier_change.not_changed("身份证号末位对不上，请再看一遍证件。")],
    "dossier_change.somebody_elses_id": lambda: [dossier_change.somebody_elses_id()],
    "dossier_change.why_and_until": lambda: [dossier_change.why_and_until("张三")],
    "dossier_change.until_when": lambda: [dossier_change.until_when("张三", "住院")],
    "dossier_change.no_reason": lambda: [dossier_change.no_reason()],
    "dossier_change.no_such_end": lambda: [dossier_change.no_such_end(180)],
    "dossier_change.too_long": lambda: [dossier_change.too_long(180)],
    "dossier_change.paused": lambda: [dossier_change.paused("张三", "住院", TODAY + timedelta(days=9), TODAY)],
    "dossier_change.came_back": lambda: [dossier_change.came_back("张三", DUE)],
    "dossier_change.was_not_away": lambda: [dossier_change.was_not_away("张三")],
    "dossier_change.undone": lambda: [dossier_change.undone("张三", "电话")],
    "dossier_change.standing": lambda: [dossier_change.standing()],
    "dossier_change.changed_since": lambda: [dossier_change.changed_since("张三")],
    "dossier_change.one_only": lambda: [dossier_change.one_only("张三")],
    "dossier_change.itself": lambda: [dossier_change.itself()],
    "dossier_change.is_a_worker": lambda: [dossier_change.is_a_worker("李明")],
    "dossier_change.say_the_word": lambda: [dossier_change.say_the_word(["性别", "生日", "身份证号"])],
    "dossier_change.only_the_point_merges": lambda: [dossier_change.only_the_point_merges()],
    "dossier_change.merged": lambda: [dossier_change.merged("张三", 12)],
    "dossier_change.not_merged": lambda: [dossier_change.not_merged()],
    "dossier_change.merged_into": lambda: [dossier_change.merged_into("张三")],
    "consent.on_file": lambda: [consent.on_file(yes, no) for yes, no in ((["建档"], ["拍照"]), ([], ["拍照"]))],
    "consent.evidence": lambda: [consent.evidence("女儿", "口头", "李明")],
    "consent.agreed": lambda: [consent.agreed("张三", by, ["建档", "拍照"], TODAY, TODAY) for by in ("本人", "女儿")],
    "consent.no_longer": lambda: [consent.no_longer("张三", "本人", ["拍照"], basis) for basis in ("法定职责", "")],
    "consent.none_running": lambda: [consent.none_running("张三")],
    "consent.no_such_day": lambda: [consent.no_such_day()],
    "dossier_move.moved_house": lambda: [dossier_move.moved_house()],
    "dossier_move.settled": lambda: [
        dossier_move.settled(["张三"], "S片区12号", "X片区8号", hand, DUE) for hand in ("杨梅", "")
    ],
    "dossier_move.stay_there": lambda: [dossier_move.stay_there(["李四"])],
    "dossier_move.arrived": lambda: [dossier_move.arrived(["张三"], "S片区", "X片区8号", DUE)],
    "dossier_move.left": lambda: [dossier_move.left(["张三"], "X片区8号", hand) for hand in ("杨梅", "")],
    "dossier_move.never_came": lambda: [dossier_move.never_came(["张三"], "S片区12号")],
    "dossier_move.back_again": lambda: [dossier_move.back_again(["张三"], "S片区12号")],
    "dossier_move.lives_there": lambda: [dossier_move.lives_there("张三", "S片区12号")],
    "dossier_move.which_area": lambda: [dossier_move.which_area("张三", ["G村S片区", "G村X片区"])],
    "dossier_move.no_such_area": lambda: [dossier_move.no_such_area("张三", "女儿家")],
    "farewell.reported": lambda: [farewell.reported("张三", confirmer) for confirmer in ("覃芳（村社工）", "")],
    "farewell.please_confirm": lambda: [farewell.please_confirm("李明", "张三", "S片区")],
    "farewell.needs_another": lambda: [farewell.needs_another("张三")],
    "farewell.already_reported": lambda: [farewell.already_reported("张三")],
    "farewell.not_reported": lambda: [farewell.not_reported("张三")],
    "farewell.seen_since": lambda: [farewell.seen_since("张三")],
    "farewell.confirmed": lambda: [farewell.confirmed("张三")],
    "farewell.confirmed_too": lambda: [farewell.confirmed_too("覃芳", "张三")],
    "farewell.alive": lambda: [farewell.alive("张三")],
    "farewell.said_alive": lambda: [farewell.said_alive("覃芳", "张三")],
    "farewell.both_needed": lambda: [farewell.both_needed("张三", "覃芳")],
    "farewell.please_agree": lambda: [farewell.please_agree("李明", "张三")],
    "farewell.restored": lambda: [farewell.restored("张三")],
    "farewell.only_these_two": lambda: [farewell.only_these_two()],
    "farewell.too_late": lambda: [farewell.too_late("张三")],
    "farewell.no_doubt": lambda: [farewell.no_doubt("张三")],
    "farewell.only_the_point": lambda: [farewell.only_the_point()],
    "farewell.moved": lambda: [farewell.moved("张三", where) for where in ("柳州", "")],
    "farewell.already": lambda: [farewell.already("张三", "去世")],
}

BLOCKS = {"dossier.day", "dossier.whole_day", "dossier.told_apart"}
