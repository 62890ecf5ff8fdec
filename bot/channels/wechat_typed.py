"""wechatpy's message and event classes, and where their `Any` ends.

Of wechatpy only these field maps are used. It has no hand in XML, signatures or encryption here: it compares
signatures with `!=`, does not look at the padding, and lets anything escape from malformed input.
Importing it costs 0.2 s (it brings `requests`), so `wechat_parse` does that late.
"""

from collections.abc import Callable, Mapping
from typing import Any

from wechatpy.events import EVENT_TYPES
from wechatpy.messages import MESSAGE_TYPES, UnknownMessage

from care.message import Kind

_SCENE = "qrscene_"
Meaning = tuple[Kind, Any, Any]  # kind, text, media

_MESSAGES: Mapping[str, Callable[[Any], Meaning]] = {
    "image": lambda said: (Kind.IMAGE, "", said.media_id or said.image),
    "video": lambda said: (Kind.VIDEO, "", said.media_id),
    "shortvideo": lambda said: (Kind.VIDEO, "", said.media_id),
    "location": lambda said: (Kind.LOCATION, said.label, f"{said.location_x},{said.location_y}"),
    "link": lambda said: (Kind.LINK, said.title, said.url),
}
_EVENTS: Mapping[str, Callable[[Any], Meaning]] = {
    "subscribe": lambda event: (Kind.FOLLOW, "", ""),
    "subscribe_scan": lambda event: (Kind.FOLLOW, event.scene_id, ""),
    "unsubscribe": lambda event: (Kind.UNFOLLOW, "", ""),
    "scan": lambda event: (Kind.SCAN, event.scene_id, ""),
    "click": lambda event: (Kind.TAP, event.key, ""),
    "scancode_push": lambda event: (Kind.TAP, event.key, event.scan_result),
    "scancode_waitmsg": lambda event: (Kind.TAP, event.key, event.scan_result),
}


def meaning_of(kind: str, fields: Mapping[str, str]) -> tuple[Kind, str, str] | None:
    """Kind, text and media of a message or event other than text and voice. None: an event that asks nothing.

    An unknown *message* is a person talking, so it becomes OTHER; an unknown *event* is the platform talking.
    """
    if kind == "event":
        name, tree = _event(fields)
        read, classes = _EVENTS.get(name), EVENT_TYPES
        if read is None:
            return None
    else:
        name, tree = kind, dict(fields)
        read, classes = _MESSAGES.get(name), MESSAGE_TYPES
        if read is None:
            return Kind.OTHER, "", ""
    what, text, media = read(classes.get(name, UnknownMessage)(tree))
    return what, str(text or ""), str(media or "")


def _event(fields: Mapping[str, str]) -> tuple[str, dict[str, object]]:
    """The event's name and its tree as wechatpy's classes want it: a scene apart from a plain follow."""
    name, key = fields.get("Event", "").lower(), fields.get("EventKey", "")
    tree: dict[str, object] = dict(fields)
    tree["ScanCodeInfo"] = {"ScanResult": fields.get("ScanCodeInfo.ScanResult", "")}
    if name == "subscribe" and key.startswith(_SCENE):
        return "subscribe_scan", tree | {"EventKey": key.removeprefix(_SCENE)}
    return name, tree
