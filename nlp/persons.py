"""称呼: how a village names people in passing: 王奶奶, 老李, 张三家, 刘家."""

import re
from collections.abc import Sequence

SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊殷施陶洪翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕"
    "聂焦向柳邢骆岳齐梅莫庄辛管祝左涂祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍霍翁隋甘景薄单包司柏宁柯阮桂闵解车"
    "覃农蓝滕岑粟冉瞿麻闭磨容岭宾零"
)
TITLE = (
    "老奶奶|老爷爷|老人家|老太太|老大爷|老大娘|奶奶|爷爷|大爷|大妈|大娘|大婶|大叔|大伯|大嫂|大姐|大哥|阿婆|"
    "阿公|阿姨|阿伯|阿叔|阿嫂|"
    "婆婆|公公|伯伯|伯娘|伯母|叔叔|婶婶|婶子|嬢嬢|孃孃|娭毑|爹爹|太婆|太公|师傅|主任|书记|老师|队长|组长|医生|"
    "老板|老汉|老头|"
    "婆|公|伯|叔|婶|姨|姑|哥|姐|嫂|娘|爹|爷|奶|嬢|孃|姆|嗲"
)
_LETTER = r"[^\W\d_a-z都也还全今刚没冇不好家屋在要有需锁关去出走那这的了和跟正平身精人户说来给我你他她]"
_GIVEN = rf"{_LETTER}{{1,2}}"
_NOBODY = (
    "马路|马上|方便|高处|安全|白天|江边|石头|石板|田里|田边|常年|万一|金额|梅雨|车子|管子|管道|向上|文件|成天|"
    "成年|章程|包车"
)
_WELL_KNOWN = rf"[{SURNAME}](?:{TITLE})|(?:老|小|阿)[{SURNAME}](?:头|婆|{TITLE})?"
NAMED = rf"(?!{_NOBODY})(?:{_WELL_KNOWN}|[{SURNAME}]{_GIVEN}(?=家|屋)|[{SURNAME}](?=家|屋))"
ANYBODY = rf"(?!{_NOBODY})(?:{_WELL_KNOWN}|[{SURNAME}]{_GIVEN}|[{SURNAME}](?=家|屋)|[阿小]{_LETTER})"

_PERSON = re.compile(NAMED)
_TITLED = re.compile(rf"(?P<surname>[{SURNAME}])(?P<title>{TITLE})?")
_KINDS = ("奶婆娘妈婶嫂姨姐姑嬢孃毑太姆", "爷公伯叔爹哥汉头嗲")  # 王奶奶不是王大爷


def persons(what: str) -> list[tuple[int, int]]:
    """Where people are named beyond doubt: by a title, or as a house (刘家)."""
    return [found.span() for found in _PERSON.finditer(what)]


def meets(said: str, name: str) -> bool:
    """Whether 「王奶奶」, 「刘(家)」, 「老李」 may be the person of that full name."""
    said, name = said.strip(), name.strip()
    if not said or not name:
        return False
    if said == name:
        return True
    called = said[1:] if said[0] in "老小阿" and len(said) > 1 else said
    mine, theirs = _TITLED.match(called), _TITLED.match(name)
    if mine is None or theirs is None or mine["surname"] != theirs["surname"]:
        return False
    if mine["title"] is None and len(called) > 1:  # 张三家：名字说全了
        return called == name
    if mine["title"] is None or theirs["title"] is None:
        return True
    return _kind(mine["title"]) == _kind(theirs["title"])


def mentioned(said: str, text: str) -> bool:
    """Whether a text speaks of the person: by the same word, or of the house by anyone of that surname."""
    if said in text:
        return len(said) > 1 or f"{said}家" in text or any(meets(said, text[a:b]) for a, b in persons(text))
    return any(meets(said, text[start:end]) for start, end in persons(text))


def _kind(title: str) -> int:
    return next((kind for kind, signs in enumerate(_KINDS) if title[-1] in signs), -1)


def anyone(said: str, names: Sequence[str], text: str) -> bool:
    return any(meets(said, name) for name in names) or mentioned(said, text)
