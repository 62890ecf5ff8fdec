"""听不明白: one question, then a person. Nothing that was said to us is lost."""

import json
from datetime import datetime

from care.category import Tier, Urgency
from care.message import Kind, Reply
from handlers.report import UNSORTED_READING, Report, about_danger, add_words, file_report, open_ticket
from handlers.turn import House, Turn
from handlers.wording import talk as wording
from nlp.intent import Aim, Reading
from storage.dialogues import Dialogue
from storage.people import Speaker
from storage.unit import Unit

UNCLEAR = "unclear"  # 「没听明白」
MEDIA = "media"  # 「这是什么事」

POLICY = Reading("政策咨询", Urgency.QUESTION, Tier.SELF, not_request=False)
_LABELS = {
    Kind.VOICE: "[语音]",
    Kind.IMAGE: "[图片]",
    Kind.VIDEO: "[视频]",
    Kind.LOCATION: "[位置]",
    Kind.FILE: "[文件]",
}


def unclear(turn: Turn) -> Reply:
    """Words we could make nothing of: ask once."""
    if turn.in_group:
        return Reply(wording.unclear_in_group())
    if (heard := about_danger(turn)) is not None:
        return heard
    payload = json.dumps({"text": turn.message.text, "message": turn.message.id}, ensure_ascii=False)
    turn.unit.dialogues.ask(turn.message.sender, UNCLEAR, payload, turn.now)
    return Reply(wording.unclear())


def chatter(turn: Turn) -> Reply:
    """闲聊: no ticket, no answer; but whoever has just called for help is listened to."""
    return (None if turn.in_group else about_danger(turn)) or Reply()


def after_unclear(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The answer to 「要帮忙回1，问政策回2，找人回3」; unclear again goes to a person as it is."""
    before = json.loads(dialogue.payload)["text"]
    intent = turn.intent
    if intent.aim is Aim.CHOICE and intent.choice == 2:
        return file_report(turn, _both(before, intent.words), POLICY)
    if intent.aim is Aim.CHOICE and intent.choice in (1, 3):
        reading = intent.reading if intent.reading and not intent.reading.not_request else UNSORTED_READING
        return file_report(turn, _both(before, intent.words), reading)
    if intent.aim is Aim.REPORT and intent.reading is not None:
        return file_report(turn, f"{turn.message.text}\n{before}", intent.reading)
    if intent.aim is Aim.UNCLEAR:
        return file_report(turn, f"{before}\n{turn.message.text}", UNSORTED_READING)
    return None


def _both(before: str, more: str) -> str:
    """「1 屋顶漏水」: what is said with the digit belongs to it."""
    return f"{more}\n{before}" if more else before


def media(turn: Turn) -> Reply:
    """A voice without words, a picture, a place: kept; answered honestly."""
    if turn.in_group:
        return Reply(wording.unclear_in_group())
    label = described(turn)
    live = turn.unit.tickets.live_of(turn.actor.id)
    if live:
        add_words(turn.unit, turn.house, live[0], label, by=turn.actor.id, at=turn.now)
        spoken = turn.message.kind is Kind.VOICE
        return Reply(wording.voice_kept(live[0].number) if spoken else wording.kept_for(live[0].number))
    if turn.message.kind is Kind.VOICE:
        return _voice(turn, label)
    payload = json.dumps({"text": label, "message": turn.message.id}, ensure_ascii=False)
    turn.unit.dialogues.ask(turn.message.sender, MEDIA, payload, turn.now)
    return Reply(wording.picture_alone())


def described(turn: Turn) -> str:
    """What stands in the ticket for something that is not text; the thing itself stays in the inbox."""
    message = turn.message
    label = _LABELS.get(message.kind, "[附件]")
    return f"{label}{message.media}" if message.kind is Kind.LOCATION else label


def _voice(turn: Turn, label: str) -> Reply:
    answer = file_report(turn, label, UNSORTED_READING)
    live = turn.unit.tickets.live_of(turn.actor.id)
    return Reply(wording.not_heard(live[0].number)) if live else answer


def hand_over_as_it_is(turn: Turn) -> Reply:
    """For a message on which a handler of ours has failed: whatever it was, a person gets it."""
    reading = turn.intent.reading
    if reading is None or reading.not_request:
        reading = UNSORTED_READING
    return file_report(turn, turn.message.text or described(turn), reading)


def after_media(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The words that belong to a picture."""
    before = json.loads(dialogue.payload)["text"]
    reading = turn.intent.reading
    if turn.intent.aim is Aim.REPORT and reading is not None:
        return file_report(turn, f"{turn.message.text}\n{before}", reading)
    if turn.intent.aim is Aim.UNCLEAR:
        return file_report(turn, f"{turn.message.text}\n{before}", UNSORTED_READING)
    return None


def hand_to_people(
    unit: Unit, house: House, dialogue: Dialogue, speaker: Speaker, message_id: str, at: datetime
) -> int:
    """Nobody answered our question: a person looks at what was said. Returns the ticket's number."""
    opened = open_ticket(
        unit,
        house,
        Report(
            speaker.person,
            dialogue.address,
            message_id,
            json.loads(dialogue.payload)["text"],
            UNSORTED_READING,
            speaker.home,
        ),
        at,
    )
    return opened.ticket.number
