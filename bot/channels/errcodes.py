"""What a platform's errcode means for us. Two tables, because one number means two things on the two platforms.

Sources: the platforms' error code pages as of 2026-11. A code that is not here is `Busy`: nothing says that the
message was taken, nor that it never will be, and the relay gives up by itself in the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.base import (
    Busy,
    Misconfigured,
    ReceiverUnknown,
    Rejected,
    SendFailed,
    Throttled,
    WindowClosed,
)

_SOON = timedelta(seconds=5)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)  # 当日额度用完：平台说零点恢复，不必算得那么准


@dataclass(frozen=True, slots=True)
class Codes:
    """`stale`: the access_token is no longer good; a new one may help, once. `taken`: the message is with them."""

    errors: Mapping[int, type[SendFailed]]
    waits: Mapping[int, timedelta]
    stale: frozenset[int]
    taken: frozenset[int] = frozenset({0})

    def failure(self, code: int, said: str) -> SendFailed:
        kind = self.errors.get(code, Busy)
        return kind(f"errcode {code}: {said}", code=str(code), retry_after=self.waits.get(code))


def _by_code(kinds: Mapping[type[SendFailed], tuple[int, ...]]) -> dict[int, type[SendFailed]]:
    return {code: kind for kind, codes in kinds.items() for code in codes}


WECHAT = Codes(
    errors=_by_code(
        {
            Busy: (-1,),
            WindowClosed: (
                43101,  # 没有订阅或次数已用
                45015,  # 超出 48 小时，或已取消关注
                45047,  # 条数用完
            ),
            ReceiverUnknown: (
                40003,  # openid 不对
                43004,  # 未关注
                48002,  # 对方拒收
                50002,  # 用户受限
                50005,  # 未关注
            ),
            Rejected: (
                40029,  # code 无效
                40033,  # 正文含 \uXXXX
                40037,  # 模板编号
                40163,  # code 已用
                45002,  # 过长
                45065,  # 同一 clientmsgid 已收，见 taken
                47001,  # JSON 有误
                47003,  # 模板参数
            ),
            Throttled: (
                45009,  # 当日额度
                45011,  # 每分钟频率
                48006,  # 清零次数用完
            ),
            Misconfigured: (
                40001,  # secret 或 token
                40013,  # appid
                40014,  # token
                40125,  # secret
                40164,  # IP 不在白名单
                41001,  # 缺 token
                42001,  # token 过期，换过一次仍过期
                48001,  # 接口未授权
                48004,  # 接口被封
            ),
        }
    ),
    waits={45009: _HOUR, 45011: _MINUTE, 48006: _HOUR},
    stale=frozenset({40001, 40014, 42001}),
    taken=frozenset({0, 45065}),
)

WECOM = Codes(
    errors=_by_code(
        {
            Busy: (
                -1,
                846609,  # 长连接未订阅
            ),
            WindowClosed: (
                95001,  # 客服：条数或时间
                95013,  # 客服：会话已结束
                95018,  # 客服：会话状态
            ),
            ReceiverUnknown: (
                40003,  # userid
                46004,  # 成员不存在
                60111,  # userid 不存在
                81013,  # 接收人全部无效
                82001,  # 同上
                86001,  # chatid
                86003,  # chatid
                93006,  # chatid
                93008,  # 不在群里
                95014,  # 客服：接待人员未启用
            ),
            Rejected: (
                40008,  # msgtype
                40029,  # code 无效
                40058,  # 参数
                44004,  # 正文为空
                45002,  # 过长
                86006,  # 群人数
                86216,  # 群聊参数
                86217,
                86220,
                95007,  # 客服：msg token
                846605,  # req_id
                846608,  # 流已过期
            ),
            Throttled: (
                45009,  # 频率：分钟封 60 秒，小时封 60 分
                45033,  # 并发
            ),
            Misconfigured: (
                40001,  # secret
                40013,  # corpid
                40014,  # token，换过一次仍不对
                40056,  # agentid
                42001,  # token 过期，换过一次仍过期
                48002,  # 接口未授权
                50001,  # 可信域名
                60011,  # 可见范围
                60020,  # 企业可信 IP
                86008,  # 不是应用建的群
                93000,  # webhook key
                93004,  # 机器人停用
                301002,  # 应用权限
            ),
        }
    ),
    waits={45009: _MINUTE, 45033: _SOON},
    stale=frozenset({40014, 42001}),
)
