"""号码: phone and identity numbers in free words, found and masked, however they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nlp.slots_amounts import plain

_SEP = "[ .·•_-]{0,2}"
_DIGIT = "[0-9零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]"
_VALUES = str.maketrans("零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖叉×", "0001234567891" + "2123456789xx")
_ALONE = f"(?<!{_DIGIT})(?<!{_DIGIT}[.])"
_ENDS = f"(?!{_DIGIT})"
_MOBILE = f"[1一幺壹]{_SEP}[3-9三四五六七八九叁肆伍陆柒捌玖](?:{_SEP}{_DIGIT}){{9}}"
_ID_18 = f"[1-8一二三四五六七八幺](?:{_SEP}{_DIGIT}){{16}}{_SEP}(?:{_DIGIT}|[x×叉])"
_FOUND = re.compile(
    rf"""(?P<two>(?<![0-9])[0-9]{{28}}[0-9x](?![0-9]))
    | {_ALONE}(?P<id18>{_ID_18}){_ENDS}(?![a-z])
    | {_ALONE}(?P<card>[0-9]{{4}}(?:[ -]?[0-9]{{4}}){{3}}(?:[ -]?[0-9]{{1,4}})?|[0-9]{{16,29}}){_ENDS}
    | {_ALONE}(?P<id15>[1-8](?:[ -]?[0-9]){{14}}){_ENDS}
    | (?:(?<![0-9])(?:\+|00)\ ?86[ -]?|(?<![0-9])86[ -]?(?=1[3-9][0-9])|{_ALONE})(?P<mobile>{_MOBILE}){_ENDS}
    | {_ALONE}(?P<line>\(?0[1-9][0-9]{{1,2}}\)?(?:[ -]{{0,2}}[2-9]|-[01])[0-9]{{2,3}}[ -]?[0-9]{{4}}
                       |[48]00[ -]?[0-9]{{3}}[ -]?[0-9]{{4}}){_ENDS}
    | (?P<called>(?:电话|座机|固话|号码)(?:号码)?(?:是|为)?[: ]{{0,2}})
      (?P<local>[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}){_ENDS}""",
    re.VERBOSE,
)
_BY_FOURS = re.compile(r"[0-9]{4}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?")
_ACCOUNT = re.compile(
    r"(?:单号|编号|账号|帐号|账户|帐户|卡号|存折|运单|快递号|订单号?|学号|户号|银行卡|信用社卡?|农信卡?|尾号)"
    r"(?:是|为)?[: ]{0,2}$"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10x98765432"


class Private(StrEnum):
    PHONE = "电话"
    ID = "身份证"
    ACCOUNT = "账号"


@dataclass(frozen=True, slots=True)
class Number:
    """`digits` are plain (x for the last of an ID). `valid` is the checksum of 18 digits, else None."""

    kind: Private
    digits: str
    valid: bool | None
    start: int
    end: int

    @property
    def masked(self) -> str:
        """199****0000, 0772-****000, 1101***: as in the logs (bot/log.py)."""
        if self.kind is not Private.PHONE:
            return f"{self.digits[:4]}***"
        if self.digits[0] == "1":
            return f"{self.digits[:3]}****{self.digits[-4:]}"
        if self.digits[0] == "0":
            area = 3 if self.digits[1] in "12" else 4
            return f"{self.digits[:area]}-****{self.digits[-3:]}"
        return f"****{self.digits[-3:]}"


def numbers(text: str) -> tuple[Number, ...]:
    """Every phone, identity and bank account number, in order. Hotlines (110, 12345) and ticket numbers are none."""
    return tuple(_numbers(plain(text)))


def mask(text: str) -> str:
    """The text with these numbers masked; everything else as it was sent."""
    parts, end = [], 0
    for number in numbers(text):
        parts += [text[end : number.start], number.masked]
        end = number.end
    return "".join([*parts, text[end:]])


def _numbers(said: str) -> Iterator[Number]:
    at = 0
    while (found := _FOUND.search(said, at)) is not None:
        read = _read(found)
        yield from read
        at = found.end() if read else max(found.start() + 1, _run_end(said, found))


def _run_end(said: str, found: re.Match[str]) -> int:
    """Past the digits that stand together where the number was none."""
    at = found.start()
    while at < found.end() and said[at] in "0123456789":
        at += 1
    return at


def _read(found: re.Match[str]) -> list[Number]:
    kind = found.lastgroup or ""
    said = found[kind]
    start, end = found.span(kind)
    digits = re.sub(r"[^0-9x]", "", said.translate(_VALUES))
    if kind == "two":
        return _glued(digits, start)
    if kind in {"id18", "id15"} and _born(digits) and _in_groups(said, 7):
        return [_identity(digits, _named_account(found), start, end)]
    if kind == "card" or (kind == "id18" and _BY_FOURS.fullmatch(said)):
        return [Number(Private.ACCOUNT, digits, None, start, end)]
    if kind.startswith("id") or (kind == "mobile" and not _in_groups(said, 5)):
        return []
    return [Number(Private.ACCOUNT if _named_account(found) else Private.PHONE, digits, None, start, end)]


def _identity(digits: str, account: bool, start: int, end: int) -> Number:
    valid = _checked(digits)
    if account and not valid:
        return Number(Private.ACCOUNT, digits, None, start, end)
    return Number(Private.ID, digits, valid, start, end)


def _named_account(found: re.Match[str]) -> bool:
    return _ACCOUNT.search(found.string[max(0, found.start() - 8) : found.start()]) is not None


def _in_groups(said: str, most: int) -> bool:
    """138 0000 0000, or digit by digit; 13.5 28.6 30.2 41 is a list of measures."""
    groups = [len(group) for group in re.split("[ .·•_-]+", said)]
    return set(groups) == {1} or (len(groups) <= most and groups[0] >= 3 and min(groups[:-1], default=2) >= 2)


def _glued(digits: str, start: int) -> list[Number]:
    """A phone and an ID number written without anything between, in either order."""
    for cut, phone_first in ((11, True), (18, False)):
        first, second = digits[:cut], digits[cut:]
        phone, identity = (first, second) if phone_first else (second, first)
        if re.fullmatch(r"1[3-9][0-9]{9}", phone) and _born(identity):
            kinds = (Private.PHONE, Private.ID) if phone_first else (Private.ID, Private.PHONE)
            checks = [
                _checked(part) if kind is Private.ID else None
                for kind, part in zip(kinds, (first, second), strict=True)
            ]
            return [
                Number(kinds[0], first, checks[0], start, start + cut),
                Number(kinds[1], second, checks[1], start + cut, start + 29),
            ]
    return [Number(Private.ACCOUNT, digits, None, start, start + 29)]


def _born(digits: str) -> bool:
    """Whether the day of birth inside is a day, in this century or the last."""
    born = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    if born[:2] not in {"19", "20"} or "x" in digits[:-1]:
        return False
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:8]))
    except ValueError:
        return False
    return True


def _checked(digits: str) -> bool | None:
    if len(digits) != 18:
        return None
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == digits[17]
