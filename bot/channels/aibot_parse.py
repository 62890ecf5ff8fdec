"""What a 智能机器人 callback says: its JSON → a `Message`."""

import json
from typing import Any

from bot.channels.base import Unreadable
from bot.channels.fields import legal, moment
from care.message import Address, Kind, Message

_MEDIA = {"image": Kind.IMAGE, "file": Kind.FILE, "video": Kind.VIDEO}
Tree = dict[str, Any]  # JSON；只由本文件和 aibot 读，取字符串一律经 `at`


def read(body: bytes) -> Tree:
    """Raises Unreadable for anything but a JSON object in UTF-8."""
    try:
        tree = json.loads(body.decode(), strict=False)
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    if not isinstance(tree, dict):
        raise Unreadable("not a JSON object")
    return tree


def at(tree: object, *path: str) -> str:
    """The string at the end of `path`, or "" when there is none: the platform leaves out what is empty."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return legal(tree) if isinstance(tree, str) else ""


def message_of(tree: Tree) -> Message | None:
    """None for what asks nothing of us yet: the poll of a stream, a card's button, feedback.

    `enter_chat` (今天第一次打开私聊) is FOLLOW. Raises Unreadable when it does not say who speaks, where, or its id.
    """
    heard = _event(tree) if at(tree, "msgtype") == "event" else _said(tree)
    if heard is None:
        return None
    kind, text, media = heard
    return Message(
        id="aibot:" + _needed(tree, "msgid"),
        sender=Address("wecom", _needed(tree, "from", "userid")),
        kind=kind,
        text=text,
        media=media,
        group=_needed(tree, "chatid") if at(tree, "chattype") == "group" else None,
        quote=_quote(tree.get("quote")),
        sent_at=moment(tree.get("create_time")),
    )


def _needed(tree: Tree, *path: str) -> str:
    if not (value := at(tree, *path)):
        raise Unreadable(f"no {'.'.join(path)}")
    return value


def _event(tree: Tree) -> tuple[Kind, str, str] | None:
    return (Kind.FOLLOW, "", "") if at(tree, "event", "eventtype") == "enter_chat" else None


def _said(body: Tree) -> tuple[Kind, str, str] | None:
    """Kind, text and media of a message, or of a part or a quote of one: all have the same form."""
    name = at(body, "msgtype")
    if name == "stream":
        return None
    if name in ("text", "voice"):
        return Kind(name), at(body, name, "content"), ""
    if name == "mixed":
        return _mixed(body)
    return _MEDIA.get(name, Kind.OTHER), "", at(body, name, "url")


def _mixed(body: Tree) -> tuple[Kind, str, str]:
    """图文混排: its texts, one a line, and the first picture."""
    mixed = body.get("mixed")
    items = mixed.get("msg_item") if isinstance(mixed, dict) else None
    items = items if isinstance(items, list) else []
    texts = [text for item in items if (text := at(item, "text", "content"))]
    media = next((url for item in items if (url := at(item, "image", "url"))), "")
    return Kind.TEXT if texts or not media else Kind.IMAGE, "\n".join(texts), media


def _quote(quoted: object) -> str:
    """The words of what is quoted; pictures and files have none, and a quote has no id on this surface."""
    said = _said(quoted) if isinstance(quoted, dict) else None
    return said[1] if said else ""
