"""What is said, whatever carries it: address, message, reply."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What kind of thing reached us."""

    TEXT = "text"
    VOICE = "voice"  # 语音；text 是平台转写，没有转写时为空
    IMAGE = "image"
    VIDEO = "video"
    LOCATION = "location"  # text 是地名
    LINK = "link"
    FILE = "file"
    FOLLOW = "follow"  # 关注；text 是二维码场景值
    UNFOLLOW = "unfollow"  # 取消关注
    SCAN = "scan"  # 已关注的人扫码；text 是场景值
    TAP = "tap"  # 点菜单；text 是菜单 key
    OTHER = "other"  # 平台新增、我们还不认识的


@dataclass(frozen=True, slots=True)
class Address:
    """渠道账号: one name in one identity space. `aibot` and `wecom_app` share the space `wecom`."""

    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class Message:
    """来话. `id` is unique per sender for ever; a platform's retry carries the same one."""

    id: str
    sender: Address
    text: str
    kind: Kind = Kind.TEXT
    group: str | None = None  # 群号；私聊为 None
    addressed: bool = True  # 私聊，或群里 @ 了我们
    quote: str = ""  # 引用的那句话
    media: str = ""  # 媒体编号或地址；位置为「纬度,经度」
    sent_at: datetime | None = None  # 平台说的时间（UTC）；不参与任何规则


@dataclass(frozen=True, slots=True)
class Reply:
    """回话: said to the sender at once, in the place where they spoke. Empty text is silence.

    `secret`: question and answer hold somebody's numbers and are kept only with these masked.
    """

    text: str = ""
    secret: bool = False


SILENCE = Reply()
