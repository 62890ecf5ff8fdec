"""在哪里: groups, houses, villages and the spots people name (三组, 3栋2单元501, 大湾屯, 晒谷场旁边)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from nlp.numbers import numeral
from nlp.persons import SURNAME


class Kind(StrEnum):
    GROUP = "组"  # 村民小组、生产队、社（西南说「三社」）
    HOUSE = "门牌"
    BUILDING = "栋"
    UNIT = "单元"
    FLOOR = "楼层"
    ROOM = "室"
    VILLAGE = "村"  # 村、屯、湾、冲、寨、社区
    TOWN = "乡镇"
    ROAD = "路"
    NUMBERED = "编号"  # 3号桥、2号井
    SPOT = "地点"
    HOME = "家"


@dataclass(frozen=True, slots=True)
class Where:
    """One phrase of a place. `number` where it has one (三组 → 3); `name` of a village or a road without its number."""

    kind: Kind
    number: int | None
    name: str
    said: str
    start: int
    end: int


_NUM = (
    r"(?:(?<![0-9.])[0-9]{1,4}(?![0-9])|(?<![一二三四五六七八九十百几两])"
    r"(?:[一二三四五六七八九十百零]{1,4}|廿[一二三四五六七八九]?))"
)
_NO_GROUP = "(?:数|人|织|长们|照片|图|合|成|建|词|员|装)"
_GROUP = re.compile(
    rf"第?(?P<n>{_NUM})(?:村民小组|生产队|生产小组|小组|大队|网格(?!员)|片区"
    rf"|组(?!{_NO_GROUP})|队(?!人|员|伍|列)|社(?![区会工保员团]))"
)
_NUMBERED = re.compile(
    rf"第?(?P<n>{_NUM})(?:(?P<building>栋|幢|号楼|号栋|座(?=[0-9]|楼|[一二三四五六七八九十]?单元|的|[,，。\s]|$))"
    r"|(?P<unit>单元)|(?P<floor>楼|层)(?!房|盖|高|砖|水泥)|(?P<room>室|号房)|(?P<house>号院|号门牌|号屋)"
    r"|号(?P<thing>桥|井|路|坝|塘|站|杆|台区|变压器|地块|棚|泵|渠|涵|点)(?!头))"
)
_DOOR = re.compile(
    rf"(?:(?<=住)|(?<=住在)|(?<=门牌)|(?<=门牌号)|(?<=门牌是)|(?<=[组队屯湾冲村寨街巷路]))\s?(?P<n>{_NUM})号"
    r"(?![单工下上早晚中楼栋院桥井路])(?:附(?:[0-9]{1,3})号?)?"
)
_BARE_ROOM = re.compile(r"(?<=单元|栋楼|号楼)\s?(?P<n>[0-9]{3,4})(?![0-9])|(?<=[栋幢楼])\s?(?P<n2>[0-9]{3,4})(?![0-9])")
_NEVER_IN_NAME = (
    r"的了是在我你他她它们这那个有到去来从把被给和与及就都也还没不很全本同农乡外邻各每整自某哪出进回问看说讲叫让要想请找帮往跟随带送全老家镇县区"
    r"、,，。！？；：\s0-9a-z咱俺佢住于下上鱼节隔壁几原行政旧为当做村屯"
)
_NAME = rf"[上下]?[^\W{_NEVER_IN_NAME}]{{1,3}}"
_BEFORE_NAME = r"(?<![^\W在住到去来们我俺咱是从于县镇乡区市州往回里叫的组队])"
_AFTER_NAME = r"(?![^\W里的那这有组路口头尾上下来去在和跟都东西南北边0-9一二三四五六七八九十第民委部人])"
_VILLAGE = re.compile(
    rf"{_BEFORE_NAME}(?:(?P<name>{_NAME})(?P<tail>自然村|行政村|村|屯|寨|社区|小区|庄(?!稼)|圩)(?![官支妇花霸规务医干民长级])"
    rf"|(?P<name2>{_NAME})(?:湾|冲|坳|垌|畈|塆|垸|坪|坝|坡|塘|岭|岗){_AFTER_NAME})"
)
_CLAN = re.compile(
    rf"[大小上下新老]?[{SURNAME}]家(?:湾|冲|坳|垌|畈|塆|垸|坪|坝|坡|塘|岭|岗|屯|村|庄|寨|院子|大院|老屋|巷|沟|桥|铺|集|河|渡)"
)
_TOWN = re.compile(rf"{_BEFORE_NAME}(?P<name>{_NAME})(?:镇|乡|街道|苏木|县)(?![长里上下干里愁亲党音友])")
_ROAD = re.compile(
    rf"(?P<n>(?<![0-9])[0-9]{{3}})(?P<road>国道|省道|县道|乡道)"
    rf"|{_BEFORE_NAME}(?!泥巴|水泥|石子|沙石|砂石|[土山小大老新烂弯修通走铺过])(?P<name>{_NAME})"
    rf"(?:路|街|大道|巷)(?=[0-9]|{_NUM}号|[口上边]|[,，。\s]|$)"
)

_SPOTS = """
村口 村头 村尾 村中间 村委会 村委 村部 大队部 队部 屯口 屯头 屯尾 组口 寨口 寨门 晒谷场 晒谷坪 晒坝 晒坪 晒场 打谷场
禾坪 谷场 麦场 河边 河坝 河堤 河滩 河里 河沟 河头 江边 江里 溪边 塘边 水塘 鱼塘 池塘 堰塘 山塘 水库 水沟 水渠 渠道
沟渠 井边 水井 水塔 蓄水池 泵站 桥头 桥底 桥下 桥洞 桥上 大桥 石桥 木桥 桥面 卫生室 村卫生所 卫生院 诊所 医院 学校
小学 中学 幼儿园 教学点 祠堂 土地庙 庙 教堂 大榕树 榕树 老槐树 大槐树 大树 樟树 三岔路口 岔路口 十字路口 丁字路口
路口 马路 公路 高速 路边 机耕路 机耕道 产业路 入户路 山路 小路 国道 省道 县道 铁路 隧道 涵洞 田里 田头 田坎 田埂
田边 地里 地头 菜地 菜园 果园 茶园 竹林 树林 山上 山脚 山坡 山沟 山里 半山腰 半坡 坡上 坡下 坡底 坡脚 坡头 后山
对面山 屋后 屋背后 屋背 屋前 屋檐 屋边 房后 房前 墙边 墙角 门口 家门口 大门口 院子 院坝 院里 楼顶 房顶 屋顶 天台
阳台 楼梯口 楼梯 楼道 电梯 灶屋 厨房 厕所 茅房 茅厕 堂屋 火塘 柴房 猪圈 猪栏 牛栏 牛棚 羊圈 鸡舍 大棚 棚里 地窖 砖厂
石场 采石场 工地 养殖场 养猪场 木材厂 加工厂 集市 圩上 圩场 街上 镇上 车站 客运站 汽车站 公交站 候车亭 敬老院 养老院
福利院 文化广场 文化室 活动室 老年活动中心 广场 小卖部 代销店 供销社 合作社 超市 菜市场 变电站 变电房 变压器 电线杆
电杆 信号塔 加油站 戏台 球场 篮球场 服务点 服务站 社工站 党群服务中心 便民服务中心 政务大厅 办事大厅 派出所 镇政府
乡政府 垃圾池 垃圾站 垃圾点 垃圾桶 公厕 坟地 坟山 殡仪馆 桥墩 码头 渡口 船上 停车场 小区 安置点 安置房 老屋 老房子
空房子 废屋 果林 网吧 宾馆 旅馆
"""
_SIDE = (
    "(?:的?(?:旁边|边上|边边|侧边|门口|门前|对面|后面|前面|后头|前头|后背|附近|那边|这边|那里|这里|那头|那块|隔壁|里面|里头|下面|上面|底下|脚下|外面|外头|中间|当中|拐弯处|转弯处"
    "|转角|尽头|边|旁|下|里|上|内|外))?"
)
_SPOT = re.compile(rf"(?:{'|'.join(sorted(_SPOTS.split(), key=len, reverse=True))})(?![长主])" + _SIDE)
_HOME = re.compile(
    r"(?<![国大专公管独])(?:家里面?|屋里头?|屋头|屋企|(?:一个人)?在家(?=[,，。！!\s一没不摔晕跌躺哭叫喊]|$)|家中)"
)
_READERS: tuple[tuple[re.Pattern[str], Kind | None], ...] = (
    (_GROUP, Kind.GROUP),
    (_NUMBERED, None),  # 哪一种，看匹配到哪个词
    (_DOOR, Kind.HOUSE),
    (_BARE_ROOM, Kind.ROOM),
    (_VILLAGE, Kind.VILLAGE),
    (_CLAN, Kind.VILLAGE),
    (_TOWN, Kind.TOWN),
    (_ROAD, Kind.ROAD),
    (_SPOT, Kind.SPOT),
    (_HOME, Kind.HOME),
)
_WITH_NAME = frozenset({Kind.VILLAGE, Kind.TOWN, Kind.ROAD})


def places(said: str, text: str) -> Iterator[Where]:
    """Every place named, in order, none inside another. `said` is `plain(text)`."""
    end = 0
    for where in sorted(_all(said, text), key=lambda where: (where.start, -where.end)):
        if where.start >= end:
            yield where
            end = where.end


def _all(said: str, text: str) -> Iterator[Where]:
    for pattern, kind in _READERS:
        for found in pattern.finditer(said):
            words = found.groupdict()
            digits = words.get("n") or words.get("n2")
            name = words.get("thing") or words.get("road") or ("" if digits or kind not in _WITH_NAME else found[0])
            start, end = _bare(found)
            number = None if digits is None else numeral(digits)
            yield Where(kind or _kind_of(found), number, name, text[start:end], start, end)


def _bare(found: re.Match[str]) -> tuple[int, int]:
    """The span without the spaces at its edges."""
    start, end = found.span()
    stripped = found[0].strip()
    start += len(found[0]) - len(found[0].lstrip())
    return start, min(end, start + len(stripped))


def _kind_of(found: re.Match[str]) -> Kind:
    kinds = {
        "building": Kind.BUILDING, "unit": Kind.UNIT, "floor": Kind.FLOOR, "room": Kind.ROOM, "house": Kind.HOUSE,
        "thing": Kind.NUMBERED,
    }  # fmt: skip
    return next(kind for name, kind in kinds.items() if found[name])
