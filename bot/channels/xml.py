"""The little XML of WeChat: one element of elements, read without surprises and written without holes."""

import re
from collections.abc import Mapping
from xml.parsers.expat import ExpatError, ParserCreate

from bot.channels.base import Unreadable
from bot.channels.fields import legal

_DEPTH = 8  # 平台的事件最深四层
_ROOT = len("<xml>")
_CONTROL = bytes(code for code in range(0x20) if code not in b"\t\n\r")  # 人真的会发，解析器见了就放弃
_ELEMENT = r"<([A-Za-z_]\w*)>(?:<!\[CDATA\[([^]]*)\]\]>|([^]<&]*))</\1>"
_LEAF = re.compile(_ELEMENT, re.ASCII)
_FLAT = re.compile(rf"<xml>[ \t\n]*(?:{_ELEMENT}[ \t\n]*)*</xml>[ \t\n]*", re.ASCII)


def read(body: bytes) -> dict[str, str]:
    """Leaves of `<xml>` by name; deeper ones as `ScanCodeInfo.ScanResult`. Of equal names the last counts.

    Raises Unreadable for a DOCTYPE (so no entity can be declared), bad UTF-8, broken or too deep XML.
    The encoding named in the XML declaration is ignored: the platform speaks UTF-8.
    """
    try:
        text = body.translate(None, _CONTROL).decode()
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None
    if _FLAT.fullmatch(text) and "\r" not in text and "\ufffe" not in text and "\uffff" not in text:
        return {name: cdata or bare for name, cdata, bare in _LEAF.findall(text, _ROOT)}
    return parse(text)


def parse(text: str) -> dict[str, str]:
    """`read` for any XML, by expat. What is plainly flat is not sent here: a third of the cost, and the same result."""
    tree = _Tree()
    parser = ParserCreate("UTF-8")
    parser.buffer_text = parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = tree.start, tree.end
    parser.CharacterDataHandler = tree.text.append
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(legal(text), True)
    except ExpatError:
        raise Unreadable("broken XML") from None
    return tree.fields


def write(fields: Mapping[str, str | int]) -> bytes:
    """`<xml>` of the given elements, strings in CDATA, numbers bare."""
    values = {name: value if isinstance(value, int) else cdata(value) for name, value in fields.items()}
    return f"<xml>{''.join([f'<{name}>{value}</{name}>' for name, value in values.items()])}</xml>".encode()


def cdata(text: str) -> str:
    """`text` as one run of character data, whatever is in it: `]]>` is split over two sections."""
    return f"<![CDATA[{legal(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("DOCTYPE")


class _Tree:
    """Collects the leaves while expat walks."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.text: list[str] = []
        self._path: list[str] = []
        self._leaf = False

    def start(self, name: str, _: object) -> None:
        self._path.append(name)
        if self._path[0] != "xml" or len(self._path) > _DEPTH:
            raise Unreadable("not the XML of a callback")
        self._leaf = True
        self.text.clear()

    def end(self, _: str) -> None:
        if self._leaf and len(self._path) > 1:
            self.fields[".".join(self._path[1:])] = "".join(self.text)
        self._leaf = False
        self._path.pop()
