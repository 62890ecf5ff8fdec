"""What is said about visits: lists, answers at the door, leave, forecasts, what has happened, 平安确认."""

from datetime import date, timedelta

from care.message import Kind
from care.visits.due import Pause
from care.visits.patterns import Found, Pattern
from care.visits.roll_call import Door, Entry, Resident, RollCall, State, Tally
from care.visits.round import Leave, Mode, Outcome
from care.visits.rule import NotByPhone
from handlers.wording import (
    birthdays,
    errands,
    errands_unread,
    events,
    forecast,
    leave,
    lists,
    roll_call,
    roll_call_back,
)
from handlers.wording.forecast import Shortage
from handlers.wording.lists import Line, Missing, Week
from tests.handlers.said import NOW, NUMBER, TODAY, Said

MODULES = (birthdays, errands, errands_unread, events, forecast, leave, lists, roll_call, roll_call_back)

LONG = "阿依古丽·买买提"
NAMES = ["1 张奶奶", "2 李爷爷", "3 覃小明(孩子)", "4 韦家", "5 刘奶奶", "6 黄爷爷", "7 覃家", "8 韦奶奶"]
HANDS = [["李明"], ["李明", "杨梅", "覃芳"], []]
LINES = [
    Line(1, "张奶奶", "每天", 0, daily=True, missed=1, absent=True),
    Line(2, "李爷爷", "每天", 0, daily=True, missed=12),
    Line(3, "覃小明(孩子)", "每周", 0, missed=1, late=3),
    Line(4, LONG, "本季", 27),
    Line(5, "韦家", "本月", 0),
    Line(6, "刘奶奶", "每天", 0, daily=True),
    Line(7, "覃家", "本周", 4),
    Line(8, "韦奶奶", "回访", 1),
]
STARRED = LINES[:3]
MISSING = [
    Missing([("张秀英", 86)], date(2026, 2, 27), "3号", ["韦老三"], ["韦桂花（女儿）"]),
    Missing([("张秀英", None)]),
]
WEEK = Week("李明", 38, 36, ("张奶奶", "李爷爷"))
WEEKS = [Week("李明", 38, 36, tuple(NAMES)), Week("杨梅", 20, 20), Week("覃芳", 0, 0)]
ONE_DAY = Leave(7, TODAY, TODAY, None)
DAYS = Leave(7, TODAY, TODAY + timedelta(days=30), 8)
SHORTAGE = Shortage(
    "S片区",
    (date(2026, 11, 30), date(2026, 12, 6)),
    needed=128,
    possible=102,
    missed=26,
    first=(("张奶奶", date(2026, 12, 1)), ("覃小明(孩子)", date(2026, 12, 2)), *[("韦家", date(2026, 12, 3))] * 3),
    lender="X片区",
    lent=12,
    by_phone=("李爷爷", "刘奶奶", "黄爷爷", "覃家"),
    extra_on=date(2026, 12, 5),
    extra=8,
)
NO_WAY = Shortage("S片区", (date(2026, 3, 2), date(2026, 3, 8)), 8, 0, 8, (("张奶奶", TODAY),))
LOOKS = [
    Found(Pattern.AT_ONE_HOUR, 18, 20, hour=17),
    Found(Pattern.SAME_WORDS, 38, 40, words="身体好精神好吃得好睡得好没有事"),
    Found(Pattern.ALWAYS_WELL, 130, 130),
    Found(Pattern.SILENCE, 0, 7),
    Found(Pattern.AT_ARRIVAL, 4, 5),
]
PERSON = Resident(3, "张秀英", "女", date(1940, 1, 1), 1, 9, "3号", "韦老三")
ENTRIES = [Entry(PERSON, State.SILENT, 7, 1), Entry(PERSON, State.ABSENT, 7, 2)]
DOORS = [
    (Door(9, "3号", "韦老三", tuple(ENTRIES)), ["张奶奶", "李爷爷"]),
    (Door(9, "", "", tuple(ENTRIES[:1])), [LONG]),
]
ROUND = RollCall(1, "寒潮", "S片区80岁以上独居", (1,), 7, NOW, NOW + timedelta(hours=7))
NONE = dict.fromkeys(State, 0)
COUNTS = {State.WELL: 20, State.IN_NEED: 2, State.AWAY: 3, State.PAUSED: 3, State.SILENT: 8, State.ABSENT: 2}
TALLY, DONE = Tally(38, 30, NONE | COUNTS), Tally(20, 18, NONE | {State.WELL: 20})

TO_VILLAGERS: Said = {
    "roll_call.ask_person": lambda: [
        roll_call.ask_person(reason) for reason in ("寒潮", "高温", "强降雨", "台风", "停电")
    ],
    "roll_call.own_well": lambda: [roll_call.own_well()],
    "roll_call.own_need": lambda: [
        roll_call.own_need(NUMBER, told=told, night=night) for told in (True, False) for night in (True, False)
    ],
    "roll_call_back.own_taken_back": lambda: [
        roll_call_back.own_taken_back(gone, kept) for gone, kept in (([], []), ([NUMBER], []), ([], [NUMBER]))
    ],
}

IN_LISTS: Said = {  # 一行一户一人：看的是每一行多长，不是几行
    "lists.morning": lambda: [
        lists.morning("韦姐", LINES, 3, ["(替李明看的也在里面)"]),
        lists.morning("李明", STARRED, 0),
        lists.morning("李明", LINES, 0, later=3),
    ],
    "lists.evening": lambda: [lists.evening(LINES, 3), lists.evening(STARRED, 0)],
    "lists.passed_on": lambda: [
        lists.passed_on(LINES, f"李明{why}", later) for why in ("请假", "交接了") for later in (0, 3)
    ],
    "lists.goes_on": lambda: [lists.goes_on(LINES, 3), lists.goes_on(LINES, later=3)],
    "lists.week": lambda: [
        lists.week("韦姐", WEEK, []),
        lists.week("覃芳", Week("覃芳", 0, 0), WEEKS),
        lists.week("覃芳", WEEKS[1], []),
        lists.week("覃芳", Week("覃芳", 5, 4), []),
    ],
    "forecast.worth_a_look": lambda: [forecast.worth_a_look("覃姐", [("李明", one) for one in LOOKS])],
    "forecast.short": lambda: [forecast.short(4, areas, one) for areas in (1, 4) for one in (SHORTAGE, NO_WAY)],
    "errands.ask": lambda: [
        errands.ask("2 刘奶奶", ["家里的药够吃吗", "最近儿女来过电话吗"], more=more) for more in (True, False)
    ],
    "roll_call.listing": lambda: [
        roll_call.listing("寒潮", [(1, "张奶奶", ENTRIES[0]), (2, LONG, ENTRIES[1])], part, 2) for part in (1, 2)
    ],
    "roll_call.knock": lambda: [roll_call.knock("寒潮", DOORS, part, 2) for part in (1, 2)],
    "roll_call.progress": lambda: [roll_call.progress(ROUND, TALLY, [("李明", 6), ("杨梅", 4)])],
    "roll_call.ask_start": lambda: [
        roll_call.ask_start("寒潮", ROUND.said, tally, elsewhere, hands)
        for tally in (TALLY, DONE)
        for elsewhere in (0, 3)
        for hands in HANDS
    ],
    "roll_call_back.knock_anyway": lambda: [roll_call_back.knock_anyway("寒潮", DOORS)],
    "events.which": lambda: [events.which("张秀英", ["S片区3号", "X片区"])],
}

TO_WORKERS: Said = {
    "errands.address": lambda: [
        errands.address("1 张奶奶", "S片区", house, "张秀英", names)
        for house in ("3号", "")
        for names in (["张秀英"], ["韦老三"])
    ],
    "errands.part": lambda: [errands.part("1 张奶奶", outcome, mode) for outcome in Outcome for mode in Mode],
    "errands.noted": lambda: [errands.noted(["1 张奶奶好"] * many) for many in (1, 9)],
    "errands.left": lambda: [errands.left(names) for names in ([], ["2 李爷爷"])],
    "errands.try_again": lambda: [errands.try_again(1, "1 张奶奶")],
    "errands.tomorrow": lambda: [errands.tomorrow("1 张奶奶")],
    "errands.still_today": lambda: [errands.still_today("1 张奶奶")],
    "errands.just_noted": lambda: [errands.just_noted(1, "1 张奶奶")],
    "errands.called_for": lambda: [errands.called_for(NUMBER, "1 张奶奶", told=told) for told in (True, False)],
    "errands.added": lambda: [errands.added(NUMBER, "1 张奶奶")],
    "errands.opened": lambda: [errands.opened(NUMBER, "1 张奶奶")],
    "errands.kept": lambda: [errands.kept(1)],
    "errands.handed": lambda: [errands.handed(NUMBER, "1 张奶奶")],
    "errands.who_of": lambda: [errands.who_of(4, ["覃小明", "覃玉兰"], Outcome.HOSPITAL)],
    "errands.already": lambda: [errands.already("1 张奶奶", Outcome.WELL)],
    "errands.no_line": lambda: [errands.no_line(9, [1, 2])],
    "errands.one_by_one": lambda: [errands.one_by_one(["4 覃家"])],
    "errands.of_day": lambda: [errands.noted([errands.of_day("1 张奶奶好", TODAY)])],
    "errands.not_counted": lambda: [
        errands.noted([errands.not_counted("4 覃家好", names)]) for names in ([], ["覃玉兰"])
    ],
    "errands_unread.who_is_well": lambda: [errands_unread.who_is_well(4, ["覃小明", "覃玉兰"])],
    "errands_unread.not_read": lambda: [errands_unread.not_read(3, "3 韦奶奶")],
    "errands_unread.not_on_the_list": lambda: [errands_unread.not_on_the_list("王五家没人")],
    "errands_unread.two_houses": lambda: [errands_unread.two_houses(2, "2 刘奶奶")],
    "errands_unread.not_sure": lambda: [
        errands_unread.not_sure(3, "3 韦奶奶", words) for words in ("", "听邻居说的，没看见人")
    ],
    "errands_unread.all_waits": lambda: [errands_unread.all_waits(words) for words in ("", "有个没看")],
    "errands_unread.whose_is_it": lambda: [errands_unread.whose_is_it([1, 2])],
    "errands_unread.which_is_meant": lambda: [errands_unread.which_is_meant(1, "1 张奶奶")],
    "errands_unread.of_which_list": lambda: [errands_unread.of_which_list(said) for said in ("1好", "12没人")],
    "errands_unread.yesterdays": lambda: [errands_unread.yesterdays("3 韦奶奶", 3)],
    "errands_unread.came_back": lambda: [errands_unread.came_back("3 韦奶奶")],
    "errands_unread.was_not_away": lambda: [errands_unread.was_not_away("3 韦奶奶")],
    "errands_unread.pause_ends": lambda: [errands_unread.pause_ends("3 韦奶奶")],
    "errands_unread.none_of_them": lambda: [errands_unread.none_of_them(["1 张奶奶"] * many) for many in (1, 9)],
    "errands_unread.still_calling": lambda: [errands_unread.still_calling(NUMBER, "1 张奶奶")],
    "errands_unread.put_right": lambda: [errands_unread.put_right()],
    "errands_unread.not_known_until": lambda: [errands_unread.not_known_until("3 韦奶奶")],
    "errands.nothing_open": lambda: [errands.nothing_open()],
    "errands.go_there": lambda: [
        errands.go_there("4 覃家", {"每月": why}, counted, mode)
        for why in NotByPhone
        for counted in ([], ["每天"])
        for mode in (Mode.PHONE, Mode.VIDEO)
    ],
    "errands.go_there_still": lambda: [errands.go_there_still("4 覃家", Mode.PHONE)],
    "errands.nearest": lambda: [errands.nearest(["韦桂花（女儿）", "韦老三（邻居）"])],
    "errands.which_picture": lambda: [errands.which_picture()],
    "errands.picture_kept": lambda: [errands.picture_kept("4 覃家", [Kind.IMAGE, Kind.VOICE])],
    "errands.picture_waits": lambda: [errands.picture_waits(4, "4 覃家")],
    "errands.not_heard": lambda: [errands.not_heard()],
    "errands.which_day": lambda: [errands.which_day()],
    "errands.too_late": lambda: [errands.too_late()],
    "errands.not_yet": lambda: [errands.not_yet()],
    "errands.no_list": lambda: [errands.no_list(TODAY)],
    "errands.ask_until": lambda: [errands.ask_until("2 刘奶奶")],
    "errands.paused": lambda: [errands.paused("刘奶奶", TODAY, TODAY)],
    "errands.complete": lambda: [errands.complete("2 刘奶奶")],
    "errands.taken_back": lambda: [errands.taken_back(["1 张奶奶"], kept) for kept in ([], [NUMBER])],
    "lists.instead": lambda: [
        line for one in (["李明"], []) for two in (["杨梅"], []) for line in lists.instead(one, two)
    ],
    "lists.alarmed": lambda: [
        lists.alarmed(NUMBER, "张奶奶", others_hear=hear, event=event)
        for hear in (True, False)
        for event in (True, False)
    ],
    "leave.for_how_long": lambda: [leave.for_how_long()],
    "leave.gone_by": lambda: [leave.gone_by(TODAY)],
    "leave.too_long": lambda: [leave.too_long(90)],
    "leave.already": lambda: [leave.already(one) for one in (ONE_DAY, DAYS)],
    "leave.granted": lambda: [leave.granted(one, hands) for one in (ONE_DAY, DAYS) for hands in HANDS],
    "leave.is_it_leave": lambda: [leave.is_it_leave(days) for days in (None, (TODAY, TODAY + timedelta(days=2)))],
    "leave.not_going": lambda: [leave.not_going("李明", one) for one in (ONE_DAY, DAYS)],
    "leave.who_is": lambda: [leave.who_is("杨梅")],
    "leave.two_of": lambda: [leave.two_of("杨梅")],
    "leave.yourself": lambda: [leave.yourself()],
    "leave.to_deputy": lambda: [leave.to_deputy("李明", one) for one in (ONE_DAY, DAYS)],
    "leave.none_to_end": lambda: [leave.none_to_end()],
    "leave.ended": lambda: [leave.ended(numbers) for numbers in ([], [NUMBER, 124])],
    "leave.came_back": lambda: [leave.came_back("李明", numbers) for numbers in ([], [NUMBER, 124])],
    "leave.over": lambda: [leave.over([NUMBER, 124])],
    "leave.which_area": lambda: [leave.which_area()],
    "leave.not_yours": lambda: [leave.not_yours("X片区")],
    "leave.nobody_of": lambda: [leave.nobody_of("杨梅")],
    "leave.holds_already": lambda: [leave.holds_already("杨梅", "X片区")],
    "leave.busy": lambda: [leave.busy("杨梅")],
    "leave.asked": lambda: [leave.asked("杨梅", "X片区")],
    "leave.will_you": lambda: [leave.will_you("李明", "X片区", ["李明", "覃芳"])],
    "leave.taken": lambda: [leave.taken("X片区")],
    "leave.passed": lambda: [leave.passed("X片区", "杨梅")],
    "leave.refused": lambda: [leave.refused()],
    "leave.not_taken": lambda: [leave.not_taken("X片区", "杨梅")],
    "leave.changed_meanwhile": lambda: [leave.changed_meanwhile("X片区")],
    "forecast.for_the_point": lambda: [forecast.for_the_point()],
    "forecast.how_far": lambda: [forecast.how_far(13)],
    "forecast.nobody_to_see": lambda: [forecast.nobody_to_see()],
    "forecast.enough": lambda: [forecast.enough(4, 128, 130)],
    "events.begun": lambda: [
        events.begun(tag, ["张秀英"], "S片区", until, hand, number, mine=mine)
        for tag in ("突发困难", "流浪乞讨返乡", "临时救助")
        for until in (TODAY, None)
        for hand, mine in (("李明", False), ("李明", True), ("", False))
        for number in (NUMBER, None)
    ],
    "events.already": lambda: [events.already("突发困难", "张秀英")],
    "events.go_there": lambda: [
        events.go_there("突发困难", ["张秀英", "韦老三"], "S片区3号", "摔伤住院，家里没人干活", TODAY, line, away)
        for line in (9, None)
        for away in (Pause(TODAY, TODAY, "住院"), None)
    ],
    "birthdays.week_to_come": lambda: [
        birthdays.week_to_come("李明", [birthdays.Turning("张三", TODAY, age) for age in (16, 18, 60, 80, 90) * n])
        for n in (1, 2)
    ],
    "events.lost": lambda: [events.lost("黄桂英", "意外去世")],
    "events.not_yours": lambda: [events.not_yours("张三", "X片区", hand) for hand in ("杨梅", "")],
    "events.unknown": lambda: [events.unknown("张三", like) for like in (["张三丰", "张山"], [])],
    "events.gone": lambda: [events.gone("张三", "去世")],
    "events.why_ending": lambda: [events.why_ending(tag, "张三") for tag in ("突发困难", "临时救助")],
    "events.only_point": lambda: [events.only_point()],
    "events.not_running": lambda: [events.not_running("临时救助", "张三")],
    "events.ended": lambda: [events.ended("流浪乞讨返乡", "张三")],
    "events.one_at_a_time": lambda: [events.one_at_a_time(tag, ["张三", "李四"]) for tag in ("突发困难", "临时救助")],
    "events.propose": lambda: [events.propose("张三")],
    "events.propose_later": lambda: [events.propose_later(NUMBER, "张三")],
    "events.propose_apart": lambda: [events.propose_apart(NUMBER, "张三")],
    "events.not_planned": lambda: [events.not_planned()],
    "events.undone": lambda: [events.undone("突发困难", ["张秀英"], before=before) for before in (True, False)],
    "events.withdrawn": lambda: [events.withdrawn(NUMBER)],
    "events.emergency_stays": lambda: [events.emergency_stays(NUMBER)],
    "events.noted_on": lambda: [events.noted_on(NUMBER)],
    "events.goes_on": lambda: [events.goes_on("流浪乞讨返乡", ["张秀英"])],
    "events.not_after_all": lambda: [events.not_after_all("突发困难", ["张秀英"], line) for line in (9, None)],
    "roll_call.how_to_start": lambda: [roll_call.how_to_start()],
    "roll_call.not_understood": lambda: [roll_call.not_understood(["寒潮吗", "多少人"])],
    "roll_call.not_yours": lambda: [roll_call.not_yours("X片区")],
    "roll_call.only_point": lambda: [roll_call.only_point()],
    "roll_call.nobody": lambda: [roll_call.nobody("S片区80岁以上独居", elsewhere) for elsewhere in (0, 3)],
    "roll_call.started": lambda: [roll_call.started("寒潮", NOW, night=night) for night in (True, False)],
    "roll_call.not_started": lambda: [roll_call.not_started()],
    "roll_call.to_point": lambda: [roll_call.to_point("寒潮", 10, 8, hands) for hands in HANDS],
    "roll_call.how_to_answer": lambda: [roll_call.how_to_answer()],
    "roll_call.noted": lambda: [roll_call.noted({State.WELL: NAMES, State.ABSENT: NAMES[:2], State.IN_NEED: []})],
    "roll_call.elsewhere": lambda: [roll_call.elsewhere("张秀英", "X片区", hand) for hand in ("杨梅", "")],
    "roll_call.left": lambda: [roll_call.left(names) for names in (NAMES, NAMES[:1], [])],
    "roll_call.before": lambda: [roll_call.before("张奶奶", State.WELL, by) for by in ("杨梅", "")],
    "roll_call.still_absent": lambda: [roll_call.still_absent("张奶奶", by) for by in ("杨梅", "")],
    "roll_call.need": lambda: [
        roll_call.need(NUMBER, "张奶奶", told=told, night=night) for told in (True, False) for night in (True, False)
    ],
    "roll_call.no_line": lambda: [roll_call.no_line([9, 12])],
    "roll_call.no_list": lambda: [roll_call.no_list()],
    "roll_call.nobody_called": lambda: [roll_call.nobody_called("张三", like) for like in (["张三丰"], [])],
    "roll_call.two_of": lambda: [roll_call.two_of("张三", ["S片区", "X片区"])],
    "roll_call.none_running": lambda: [roll_call.none_running()],
    "roll_call.which_round": lambda: [roll_call.which_round(["寒潮", "停电"])],
    "roll_call.not_yours_to_end": lambda: [roll_call.not_yours_to_end()],
    "roll_call.summary": lambda: [
        roll_call.summary(ROUND, tally, heard, took)
        for tally, heard, took in (
            (TALLY, [("李明", 12), ("", 5)], timedelta(hours=7, minutes=5)),
            (DONE, [], timedelta(minutes=50)),
            (DONE, [], timedelta(hours=3)),
        )
    ],
    "roll_call.over": lambda: [roll_call.over(names) for names in (NAMES, NAMES[:2])],
    "roll_call_back.put_back": lambda: [roll_call_back.put_back(NAMES[:2], undone=undone) for undone in (True, False)],
    "roll_call_back.stays_ticked": lambda: [
        roll_call_back.stays_ticked("1 张奶奶", State.WELL, by) for by in ("杨梅", "")
    ],
    "roll_call_back.still_silent": lambda: [roll_call_back.still_silent("1 张奶奶")],
    "roll_call_back.not_asked": lambda: [roll_call_back.not_asked("1 张奶奶")],
    "roll_call_back.not_yours_to_put_back": lambda: [
        roll_call_back.not_yours_to_put_back("1 张奶奶", state, by)
        for state in (State.WELL, State.IN_NEED)
        for by in (roll_call.ITSELF, "杨梅", "")
    ],
    "roll_call_back.tickets_after": lambda: roll_call_back.tickets_after([NUMBER], [124]),
    "roll_call_back.reopened": lambda: [roll_call_back.reopened("寒潮")],
    "roll_call_back.goes_on": lambda: [roll_call_back.goes_on("寒潮", NAMES[:2])],
    "roll_call_back.over_already": lambda: [roll_call_back.over_already("寒潮", hands) for hands in HANDS],
    "roll_call_back.went_out": lambda: [roll_call_back.went_out("寒潮")],
    "roll_call_back.ended_by_mistake": lambda: [roll_call_back.ended_by_mistake("寒潮", 8)],
    "roll_call_back.nothing_said": lambda: [roll_call_back.nothing_said()],
}

TICKET_TEXTS: Said = {  # 记在单子或档里的话：办事的人在通知里、在经过里读到
    "lists.silent": lambda: [lists.silent(one, heard) for one in MISSING for heard in ([], ["没人", "改天"])],
    "lists.not_visited": lambda: [lists.not_visited(one, "突发", TODAY) for one in MISSING],
    "errands.nobody_twice": lambda: [errands.nobody_twice("张秀英", who) for who in ([], ["韦桂花（女儿）"])],
    "errands.still_nobody": lambda: [errands.still_nobody()],
    "errands.picture_there": lambda: [errands.picture_there()],
    "errands.asked_for_help": lambda: [errands.asked_for_help()],
    "errands.gone": lambda: [errands.gone("张秀英", Outcome.DECEASED, "昨天走的")],
    "events.hardship": lambda: [
        events.hardship(["张秀英", "韦老三"], words) for words in ("摔伤住院，家里没人干活", "")
    ],
    "events.happened": lambda: [events.happened("摔伤住院", number) for number in (NUMBER, None)],
    "events.ended_because": lambda: [events.ended_because("搬去女儿家了")],
    "roll_call.need_text": lambda: [roll_call.need_text("寒潮", words) for words in ("", "没有柴火了")],
    "roll_call_back.said_by_mistake": lambda: [roll_call_back.said_by_mistake()],
    "events.said_by_mistake": lambda: [events.said_by_mistake()],
    "errands.said_by_mistake": lambda: [errands.said_by_mistake()],
    "errands.found": lambda: [errands.found([("房子火电路安全吗", "门坏了")])],
}

BLOCKS = {
    *("errands.called", "errands.is_child", "errands.names", "errands.row", "errands.ways_to_call"),
    *("lists.family", "lists.short", "lists.house", "lists.whole_house", "lists.greeted", "lists.line"),
    *("leave.day", "leave.span", "forecast.day", "forecast.span", "forecast.some", "events.day"),
    *("roll_call.title", "roll_call.names_of", "roll_call.whom", "roll_call.some"),
}
