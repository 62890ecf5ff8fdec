"""答话: yes, no, and which of several, as people answer a question; dialects too."""

import re

from nlp.numbers import SINGLE, numeral
from nlp.slots_amounts import plain

_LONGEST = 40  # 再长就不只是回答了
_MARKS = re.compile(r"[\s,，.。;；!！~～…、—-]+")
_ASKED = re.compile(r"[?？]|[吗么嘛]\s*$|(?P<verb>\w)(?:不|没|唔)(?P=verb)|哪[个种]|什么|怎么|为啥|干嘛")
_TAIL = "[啊呀哦噢喔哈呢吧嘛啦咯喽哟哇诶欸了嘞的呗噻撒么嗦哒晒先]{0,3}"
_LEAD = (
    "(?:嗯++|唔(?!系|使|好|要|得)|哦|噢|啊|哎|那就?|就|我(?:们|家|的)?|还是|都|也|肯定|当然|绝对|真|确实|暂时|目前|现在"
    "|先|咱|俺){0,3}?"
)
_FIRM_YES = (
    "要得|要|需要|愿意|同意|确认|确定|可以|可得|使得|做得|得行|中|照|系|系嘅|是我|是这样|是滴|是哩|正是|没错|冇错|莫错|不错|对头|对|是|没得错|"
    "愿|想|想要|肯|有|在|管|谅成|来嘛|来吧|来|巴不得|yes|y|没问题|冇问题|莫问题|没得问题|能行|可|能"
)
_SOFT_YES = "好嘞|好滴|好的|好哩|好呀|好|行|成|得|ok|okay|okk|嗯++|恩++|妥|收到|👌|👍|✅|✔"
_NO = (
    "不是|不对|不要|不用|不消|不必|不需要|不想|不想要|不肯|不愿意|不愿|不同意|不可以|不行|不得行|不得|不中|不照|不成|不能|不来|不去|不好|不|"
    "没有|没得|没|冇得|冇|莫得|莫|莫要|莫来|莫去|么得|算了|算咯|算|罢了|拉倒|免了|免|否|别|别来|别去|"
    "唔系|唔使|唔要|唔好|唔得|唔|唔想|毋使|毋系|莫使|不消来|不消得|用不着|用不到|没必要|冇必要|取消|退出|返回|"
    "都不是|都不要|都不用|都不|一个都不|no|n|❌"
)
_OBJECT = (
    "(?:来|去|管|办|修|看|送|麻烦|谢|操心|费心|惊动|人|你们?|您|再|这个|那个|它|他|她|帮忙|帮|弄|报|说|问|转|叫|打)"
    "{0,3}"
)
_YES = re.compile(f"{_LEAD}(?:(?:{_FIRM_YES}){_TAIL}){{1,2}}")
_SOFT = re.compile(f"{_LEAD}(?:(?:{_SOFT_YES}){_TAIL}){{1,3}}")
_REFUSED = re.compile(f"{_LEAD}(?:{_NO}){_OBJECT}{_TAIL}")
_POLITE = re.compile(
    "(?:谢谢|多谢|谢了|唔该|麻烦|辛苦|不好意思|对不起|打扰|没事|冇事|没关系)(?:你们?|您们?|了|啦|晒|大家|各位)*"
)
_GIVE_UP = re.compile("得了|随便|随你|看情况|再说|不知道|不晓得|晓不得|唔知|不清楚|不好说|都可以|都行|无所谓")

_LAST = re.compile("(?:最后|最尾|末尾|最末|最下面|最底下|末)(?:的?那?一?(?:个|项|条|位|家|种|单|样)?)?")
_FIRST = re.compile("(?:前面|头|上面|最前面?|最上面?|开头|打头|前头|前)的?那?一?(?:个|项|条|位|家|种|单)")
_SECOND = re.compile("(?:后面|下面|底下|后头|后)的?那?一?(?:个|项|条|位|家|种|单)|另外?那?一?个|另一个")
_MIDDLE = re.compile("(?:中间|当中|中)的?那?一?(?:个|项|条|位|家|种|单)")
_BOTH = re.compile("都要|都是|都选|全要|全部|全都|两个都|三个都|都有|全是|一起|都")
_NUMBERED = re.compile(
    rf"(?:选|要|就|是|我|按|回|回复|报|办|答|第|那|的|应该|改成|改)*(?P<n>{SINGLE}|10|十)(?:号|个|项|条|位|家|种|样|单|那个|吧|嘛|的|是|好|就|对|啊|哦|哈|谢谢|了)*"
)
_PICKING = re.compile("(?:选|要|就|是|我|那|还是|的|应该|这)*")
_PICKED = "(?:吧|嘛|的|是|好|就|对|啊|哦|哈|了|咯|啦|那个)*"


def yes_no(text: str) -> bool | None:
    """要得, 中, 照, 系 are yes; 不消, 莫得, 唔系, 算咯 are no. None: neither, both, or a question back.

    好的 gives way to a refusal beside it: 「好的，不用了」 is no.
    """
    said = plain(text[: _LONGEST + 1]).strip()
    if not said or len(text.strip()) > _LONGEST or _ASKED.search(said):
        return None
    votes = [vote for part in _MARKS.split(said) if part and (vote := _vote(part)) is not None]
    firm = {vote for vote in votes if vote != "soft"}
    if len(firm) == 1:
        return firm.pop() == "yes"
    return True if votes and not firm else None


def _vote(part: str) -> str | None:
    """What one clause says: yes, no, soft (好的); None when it says something else."""
    if _GIVE_UP.fullmatch(part) or _POLITE.fullmatch(part):
        return None
    bare = _POLITE.sub("", part) or part
    for pattern, vote in ((_REFUSED, "no"), (_YES, "yes"), (_SOFT, "soft")):
        if pattern.fullmatch(bare):
            return vote
    return None


def choice(text: str, options: int) -> int | None:
    """Which of `options`, from 1; 0 for none of them (算了, 都不是). None: not said, several, or no such number.

    A bare yes chooses only where there is one thing to choose.
    """
    said = plain(text[: _LONGEST + 1]).strip()
    if not said or len(text.strip()) > _LONGEST or options < 1 or re.search("[?？]", said):
        return None
    key = _MARKS.sub("", said)
    if (number := _number(key)) is not None:
        return number if 0 <= number <= options else None
    if (placed := _placed(key, options)) is not None:
        return placed
    if _BOTH.match(key) and not key.startswith("都不"):
        return None
    answer = yes_no(text)
    if answer is None:
        return None
    return (1 if options == 1 else None) if answer else 0


def _number(key: str) -> int | None:
    if (found := _NUMBERED.fullmatch(key)) is None or re.search(r"[都和跟与]", key):
        return None
    return numeral(found["n"])


def _placed(key: str, options: int) -> int | None:
    """前面那个 of two, 最后一个 of any."""
    lead = _PICKING.match(key)
    at = lead.end() if lead else 0
    places = (
        (_LAST, options),
        (_FIRST, 1),
        (_SECOND, 2 if options == 2 else None),
        (_MIDDLE, 2 if options == 3 else None),
    )
    for pattern, number in places:
        found = pattern.match(key, at)
        if found is not None and re.fullmatch(_PICKED, key[found.end() :]):
            return number
    return None
