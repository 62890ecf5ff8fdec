"""What a 公众号 callback says: the fields of its XML → a `Message`.

Text and voice are read here. The rarer kinds go through wechatpy, which is imported when the first of them comes.
"""

from collections.abc import Mapping
from hashlib import sha256

from bot.channels.base import Unreadable
from bot.channels.fields import moment
from care.message import Address, Kind, Message


def message_of(fields: Mapping[str, str]) -> Message | None:
    """None for an event that asks nothing of us (VIEW, a template message's fate, one the platform has just invented).

    Raises Unreadable when it does not say who speaks, or what kind of thing it is.
    """
    sender = fields.get("FromUserName")
    kind = fields.get("MsgType", "").lower()
    if not sender or not kind:
        raise Unreadable("no FromUserName or no MsgType")
    meaning = _meaning(kind, fields)
    if meaning is None:
        return None
    return Message(
        id=_id(sender, kind, fields),
        sender=Address("wechat", sender),
        kind=meaning[0],
        text=meaning[1],
        media=meaning[2],
        sent_at=moment(fields.get("CreateTime")),
    )


def _meaning(kind: str, fields: Mapping[str, str]) -> tuple[Kind, str, str] | None:
    """Kind, text, media."""
    if kind == "text":
        return Kind.TEXT, fields.get("Content", ""), ""
    if kind == "voice":
        return Kind.VOICE, fields.get("Recognition", ""), fields.get("MediaId", "")
    from bot.channels.wechat_typed import meaning_of  # 0.2 秒，第一次用到时才付

    return meaning_of(kind, fields)


def _id(sender: str, kind: str, fields: Mapping[str, str]) -> str:
    """MsgId; events have none, so FromUserName+CreateTime+Event+EventKey. Else what it says is its id."""
    if number := fields.get("MsgId"):
        return number
    if kind == "event":
        return ":".join((sender, *(fields.get(name, "") for name in ("CreateTime", "Event", "EventKey"))))
    return sha256(repr(sorted(fields.items())).encode()).hexdigest()
