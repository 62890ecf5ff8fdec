"""读音: how a name sounds, so that who was written down with another character is still found. Wraps pypinyin."""

from functools import lru_cache

BORDER = "·"

# 作姓时库读错的。依据：百家姓通行读音；覃 在柳州读 qin（docs/care-rules.md）
_PAIRS = (
    "覃=qin 单=shan 区=ou 仇=qiu 曾=zeng 盖=ge 解=xie 任=ren 华=hua 查=zha 朴=piao 翟=zhai 乐=yue 缪=miao 种=chong "
    "员=yun 贠=yun 纪=ji 宁=ning 尧=yao 牟=mou 隗=wei 燕=yan 薄=bo 车=che 柏=bai 秘=bi 折=she 哈=ha 黑=he 召=shao "
    "那=na 阚=kan 於=yu 相=xiang 要=yao 应=ying 祭=zhai 能=nai 洗=xian 冼=xian 莘=shen 乜=nie 谌=chen 过=guo 石=shi "
    "藏=zang 句=gou 勾=gou 都=du 幺=yao 郇=xun 佴=nai 卜=bu 尹=yin 朱=zhu 冯=feng 沈=shen 重=chong 行=xing 尉=wei "
    "粘=nian 逄=pang 褚=chu 晁=chao 晟=cheng 瞿=qu 长=zhang 弥=mi 宓=mi 少=shao 曲=qu 占=zhan 宿=su 令=ling 干=gan "
    "殷=yin 俞=yu 洪=hong 葛=ge 臧=zang 戚=qi 观=guan 称=cheng 缴=jiao 笪=da 眭=sui 仉=zhang 昝=zan 郄=qie 郗=xi "
    "邸=di 逯=lu 库=she 厍=she 訾=zi 撒=sa 呙=guo 啜=chuai 麻=ma 戴=dai 迮=ze 术=zhu 六=lu 炅=gui"
)
_DOUBLE_PAIRS = (
    "尉迟=yu,chi 万俟=mo,qi 长孙=zhang,sun 澹台=tan,tai 令狐=ling,hu 单于=chan,yu 宇文=yu,wen 鲜于=xian,yu "
    "欧阳=ou,yang 司马=si,ma 诸葛=zhu,ge 夏侯=xia,hou 皇甫=huang,fu 东方=dong,fang 上官=shang,guan 司徒=si,tu "
    "慕容=mu,rong 呼延=hu,yan 闻人=wen,ren 赫连=he,lian 公孙=gong,sun 轩辕=xuan,yuan 钟离=zhong,li 宗政=zong,zheng "
    "濮阳=pu,yang 淳于=chun,yu 太叔=tai,shu 申屠=shen,tu 仲孙=zhong,sun 独孤=du,gu 南宫=nan,gong 西门=xi,men "
    "端木=duan,mu 百里=bai,li 司空=si,kong 亓官=qi,guan 夹谷=jia,gu 宰父=zai,fu 谷梁=gu,liang 拓跋=tuo,ba "
    "乐正=yue,zheng 漆雕=qi,diao 公冶=gong,ye 段干=duan,gan"
)
_SURNAMES = dict(pair.split("=") for pair in _PAIRS.split())
_DOUBLE = dict(pair.split("=") for pair in _DOUBLE_PAIRS.split())
_RETROFLEX = {"zh": "z", "ch": "c", "sh": "s"}
_VOWELS = frozenset("aeiouv")


@lru_cache(maxsize=8192)
def sounds(name: str) -> str:
    """「覃小妹」 → 「qin xiao mei」: no tones, ü as v; what is no Han character stays. 「·」 is a word of its own.

    The surname is read by our table; in a name with 「·」 nothing is a surname.
    """
    parts = [part for part in name.replace(" ", "").split(BORDER) if part]
    if len(parts) == 1:
        return " ".join(_with_surname(parts[0]))
    return f" {BORDER} ".join(" ".join(_read(part)) for part in parts)


@lru_cache(maxsize=8192)
def loose(name: str) -> str:
    """The same for who is heard in 西南官话、桂柳话: n is l, zh ch sh are z c s, -ng is -n. Equal sounds stay equal."""
    return " ".join(map(_folded, sounds(name).split()))


def _with_surname(name: str) -> list[str]:
    if len(name) > 2 and name[:2] in _DOUBLE:
        return [*_DOUBLE[name[:2]].split(","), *_read(name[2:])]
    if name[:1] in _SURNAMES:
        return [_SURNAMES[name[0]], *_read(name[1:])]
    return [*_read(name[:1]), *_read(name[1:])]  # 姓和名分开读：不让库把它们当成一个词


def _read(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # 只有登记人的时候才付它的启动时间

    return [sound.lower() for sound in lazy_pinyin(text)] if text else []


def _folded(sound: str) -> str:
    if sound[:2] in _RETROFLEX:
        sound = _RETROFLEX[sound[:2]] + sound[2:]
    elif sound[:1] == "n" and sound[1:2] in _VOWELS:
        sound = "l" + sound[1:]
    return sound.removesuffix("g") if sound.endswith("ng") else sound
