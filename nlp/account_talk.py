"""一个号几个人用，怎么说: 「这个号也是张桂英的」「张桂英也用这个手机」「张桂英不用这个号了」.

What a worker says of others' accounts (「张三的号也是李四的」) is read with the rest of the files, in `dossier_talk`.
"""

import re
from dataclasses import dataclass

from nlp.numbers import fold

MOST = 40  # 字
HAN = r"[\u3007\u3400-\u9fff·\U00020000-\U0003ffff]"
PHONE = r"(?:微信号?|手机号?|电话号?|账号|号码?)"
_WHO = rf"(?P<who>{HAN}{{2,15}}?)"
_THIS = rf"(?:我?(?:这个|这台|这部|的){PHONE}|我{PHONE})"
_END = r"[\s.。!,~]*"

_SHARED = tuple(
    re.compile(form + _END)
    for form in (
        rf"{_THIS}\s*(?:也|同时|还)+(?:是|归|给)\s*{_WHO}(?:的|用|在用)+",
        rf"{_THIS}\s*{_WHO}\s*(?:也|还)(?:在|要)?用",
        rf"{_WHO}\s*(?:也|跟我一起|和我一起)(?:在|要|都)?用\s*{_THIS}",
        rf"{_THIS}\s*(?:也|还)?(?:替|帮|代)\s*{_WHO}\s*(?:说话|报事|收消息|回话|收信|用)",
        rf"我用{_THIS}\s*(?:替|帮|代)\s*{_WHO}\s*(?:说话|报事|收消息|回话|收信)",
    )
)
_ENDED = tuple(
    re.compile(form + _END)
    for form in (
        rf"{_THIS}\s*(?:已经|现在)?不(?:再)?(?:是|归|给)\s*{_WHO}(?:的|用)+了?",
        rf"{_WHO}\s*(?:已经|现在)?不(?:再)?用\s*{_THIS}了?",
    )
)


@dataclass(frozen=True, slots=True)
class AccountSaid:
    """Who also uses the account it is said from; `ends`: no longer."""

    who: str
    ends: bool = False


def account_said(text: str) -> AccountSaid | None:
    """None when it is something else."""
    body = text.strip()
    if len(body) > MOST or "\n" in body:
        return None
    folded = fold(body)
    for forms, ends in ((_SHARED, False), (_ENDED, True)):
        for form in forms:
            if (found := form.fullmatch(folded)) is not None and not found["who"].startswith(("我", "他", "她", "谁")):
                return AccountSaid(body[slice(*found.span("who"))], ends)
    return None
