"""姓名: persons called by name in free words (王奶奶, 张三爷, 老李头, 陈某, 叫王满崽)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.persons import SURNAME

_ALSO_WORDS = frozenset("成阳单包车查解关容麻零景游常时卫")
_SURNAMES = "".join(char for char in SURNAME if char not in _ALSO_WORDS) + "高白安盘仇兰舒肖"
_COMPOUND = "欧阳|上官|司马|诸葛|夏侯|皇甫|东方|令狐|司徒|慕容"
_ANY = rf"(?:{_COMPOUND}|[{_SURNAMES}])"
_NOT_WITH_TITLE = frozenset("向文安易武万方时管左申路高齐农盘石于和牛毕谷")
_SAFE = "".join(char for char in _SURNAMES if char not in _NOT_WITH_TITLE)
_ELDERS = (
    "奶奶|爷爷|婆婆|公公|阿婆|阿公|大爷|大娘|大妈|大婶|大叔|大伯|"
    "老伯|老太|老太太|老爷子|老汉|老头|老人家|娭毑|嗲嗲|嫲嫲|阿姨|伯伯|叔叔|婶婶|婶娘|婶子|伯娘|伯母|嫂子|老师傅|老奶奶|老大爷|老婆婆|老人"
)
_SHORT = "爷|婆|公|奶|婶|叔|伯|姨|嫂|哥|姐|姑|爹|妹|嬷|娘"
_TITLED = re.compile(
    rf"(?:(?P<sure>{_ANY})(?:[大二三四五六七八九幺满][伯叔]?)?(?P<elder>{_ELDERS})"
    rf"|(?P<short_of>{_COMPOUND}|[{_SAFE}])(?:[大二三四五六七八九幺满])?(?P<short>{_SHORT})(?![主路安司里姑奶爷娘夫家安平务布开斤]|妈|子(?!家|摔|倒|晕))"
    rf"|(?P<full_of>[{_SAFE}])(?P<given>[^\W的了是在和跟家0-9a-z]{{1,2}})(?P<full>奶奶|爷爷|婆婆|大爷|大娘|大妈|老人家|老人|同志|大伯))"
)
_CALLED = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董曹袁邓许傅沈曾彭吕苏卢蒋蔡丁魏潘杜夏钟汪姜谭廖邹熊陆覃韦莫"
)
_OLD_OR_YOUNG = re.compile(
    rf"(?<![\w])?(?P<prefix>[老小阿])(?P<name>[{_CALLED}])(?P<tail>头子|头儿|头|汉|倌|伯|爷|婆|哥|叔|婶|嫂|师傅)?"
    r"(?![0-9]|子|瓜|狗|猫|牛|历|连|鼠|人|(?<=孙)[女子儿崽仔娃辈]|伙|许|朱砂|何时|学|丁点|王八)"
)
_SOMEBODY = re.compile(
    rf"(?P<name>{_ANY})某{{1,2}}(?P<given>[^\W的了是在]?)(?=[^\w]|的|家|某|因|在|今|现|$|[0-9男女])|(?P<crossed>{_ANY})[x×*]{{1,2}}(?![a-z0-9])"
)
_SAID_NAME = re.compile(
    rf"(?P<led>(?<!电)(?:名叫|名字是|名字叫|名字|姓名|户主|户名|我叫|俺叫|叫做|叫作|我是|俺是|本人|叫|是)\s?:?\s?)(?P<name>{_ANY})(?P<given>[^\W的了是在和跟0-9a-z个什么]{{1,2}})"
    r"(?=的|[,，。.、\s]|今年|现年|[0-9]|男|女|$|身份证|电话|家(?:$|[,，。])|住)"
)
_SURNAME_ONLY = re.compile(rf"(?<!同)(?:姓(?P<name>{_ANY}))(?:的)?(?:老人|奶奶|爷爷|大爷|人家|婆婆|老奶奶|大娘)?")
_STANDING_ALONE = re.compile(
    rf"(?:(?<=^)|(?<=[\s,，。:、])|(?<=[妈爸爷奶公婆人户]))(?P<name>{_ANY})(?P<given>[^\W的了是在和跟家村组屯镇乡县路号0-9a-z]{{1,2}})"
    r"(?=[\s,，:]{0,2}(?:[0-9]{1,3}\s?岁|[一二三四五六七八九]?十[一二三四五六七八九]?多?岁|男|女(?!儿)|身份证|电话|手机|联系|住(?!院)|今年|现年|独居|孤寡))"
)
_AFTER_ROLE = re.compile(
    rf"(?:聋哑人|残疾人|盲人|低保户|五保户?的?|困难户|脱贫户|监测户|三类户|居民|村民|老人|老党员|孤儿|学生|户主)(?P<name>{_ANY})(?P<given>[^\W的了是在和跟家0-9a-z]{{1,2}}?)"
    r"(?=想|要|在|说|没|今|昨|前|上|的|家|摔|病|一个|因|瘫|走|不|已|有|住|[^\w]|$)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """`name_start:end` is the name; `start` may lie before it (我叫王满崽). `self`: the speaker's own."""

    surname: str
    start: int
    name_start: int
    end: int
    self: bool


def names(said: str) -> Iterator[Named]:
    """Every name, in no order, some overlapping. `said` is `plain(text)`."""
    for found in _TITLED.finditer(said):
        surname = found["sure"] or found["short_of"] or found["full_of"]
        own = _speaker(said, found.start())
        yield Named(surname, found.start() - 2 * own, found.start(), found.end(), own)
    for found in _OLD_OR_YOUNG.finditer(said):
        yield Named(found["name"], found.start(), found.start(), found.end(), False)
    for found in _SOMEBODY.finditer(said):
        yield Named(found["name"] or found["crossed"], found.start(), found.start(), found.end(), False)
    for found in _SAID_NAME.finditer(said):
        own = found["led"].strip(" :") in {"我叫", "俺叫", "我是", "俺是", "本人"}
        said_of_self = own and said.startswith(("的", "家"), found.end())  # 「我是王奶奶的女儿」
        if not said_of_self and not found["led"].startswith("是"):
            start = found.start() if own else found.start("name")
            yield Named(found["name"], start, found.start("name"), found.end(), own)
    for pattern in (_SURNAME_ONLY, _STANDING_ALONE, _AFTER_ROLE):
        for found in pattern.finditer(said):
            start = found.start() if pattern is _SURNAME_ONLY else found.start("name")
            yield Named(found["name"], start, start, found.end(), False)


def _speaker(said: str, start: int) -> bool:
    """「我是王奶奶」, but not 「我是王奶奶的女儿」."""
    return (
        said[max(0, start - 2) : start] in {"我是", "俺是", "我系"}
        and re.match(r"\w+?(?:的|[家他她])", said[start : start + 6]) is None
    )
