"""What a villager may send to a 公众号: the inner XML of every type the platform document lists."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.kit.platform.clock import Ticking

Value = str | int
Fields = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """How many customer-service messages this lets us send, and for how long."""

    count: int
    within: timedelta


TALK = Opening(5, timedelta(hours=48))
TOUCH = Opening(3, timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Letter:
    """One message or event, before signing. A retry is the same letter in a new envelope."""

    sender: str
    to: str
    created_at: datetime
    fields: Fields
    opens: Opening | None = None

    @property
    def xml(self) -> str:
        head: Fields = (
            ("ToUserName", self.to),
            ("FromUserName", self.sender),
            ("CreateTime", int(self.created_at.timestamp())),
        )
        return "<xml>" + "".join(element(name, value) for name, value in head + self.fields) + "</xml>"


def element(name: str, value: Value) -> str:
    inner = str(value) if isinstance(value, int) else cdata(value)
    return f"<{name}>{inner}</{name}>"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


@dataclass(slots=True)
class Letters:
    """The villagers' pen."""

    clock: Ticking
    to: str
    _ids: Callable[[], int] = field(default_factory=lambda: itertools.count(25_000_000_000_000_001).__next__)

    def text(self, sender: str, words: str, *, msg_id: int | None = None) -> Letter:
        return self._message(sender, "text", (("Content", words),), msg_id)

    def voice(self, sender: str, recognition: str | None = None, *, media: str = "MEDIA-V") -> Letter:
        """语音; `recognition` None: speech recognition is off for this account, the field is missing."""
        fields: Fields = (("MediaId", media), ("Format", "amr"), ("MediaId16K", media + "-16K"))
        heard: Fields = () if recognition is None else (("Recognition", recognition),)
        return self._message(sender, "voice", fields + heard)

    def image(self, sender: str, *, media: str = "MEDIA-P") -> Letter:
        return self._message(sender, "image", (("PicUrl", "http://mmbiz.invalid/picture"), ("MediaId", media)))

    def video(self, sender: str, *, media: str = "MEDIA-F") -> Letter:
        return self._message(sender, "video", (("MediaId", media), ("ThumbMediaId", "MEDIA-T")))

    def location(self, sender: str, latitude: str, longitude: str, label: str) -> Letter:
        where: Fields = (("Location_X", latitude), ("Location_Y", longitude), ("Scale", 20), ("Label", label))
        return self._message(sender, "location", where)

    def link(self, sender: str, title: str, url: str = "http://mp.invalid/s/1") -> Letter:
        return self._message(sender, "link", (("Title", title), ("Description", ""), ("Url", url)))

    def strange(self, sender: str, kind: str = "finder_feed") -> Letter:
        """A type that does not exist yet."""
        return self._message(sender, kind, (("Oddity", "1"),))

    def follow(self, sender: str, scene: str = "") -> Letter:
        extra: Fields = (("EventKey", f"qrscene_{scene}"), ("Ticket", "TICKET")) if scene else (("EventKey", ""),)
        return self._event(sender, "subscribe", extra, TOUCH)

    def unfollow(self, sender: str) -> Letter:
        return self._event(sender, "unsubscribe", (("EventKey", ""),))

    def scan(self, sender: str, scene: str) -> Letter:
        return self._event(sender, "SCAN", (("EventKey", scene), ("Ticket", "TICKET")), TOUCH)

    def tap(self, sender: str, key: str) -> Letter:
        return self._event(sender, "CLICK", (("EventKey", key),), TOUCH)

    def view(self, sender: str, url: str) -> Letter:
        return self._event(sender, "VIEW", (("EventKey", url), ("MenuId", 1)))

    def event(self, sender: str, name: str, extra: Fields = ()) -> Letter:
        return self._event(sender, name, extra)

    def _message(self, sender: str, kind: str, fields: Fields, msg_id: int | None = None) -> Letter:
        ident: Fields = (("MsgId", self._ids() if msg_id is None else msg_id),)
        return Letter(sender, self.to, self.clock.now(), (("MsgType", kind), *fields, *ident), TALK)

    def _event(self, sender: str, name: str, extra: Fields, opens: Opening | None = None) -> Letter:
        kind: Fields = (("MsgType", "event"), ("Event", name))
        return Letter(sender, self.to, self.clock.now(), kind + extra, opens)
