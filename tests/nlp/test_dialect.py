"""方言: every region's words are read as their plain ones, and plain 普通话 is left as it is."""

import pytest

from nlp.classify import Classifier
from nlp.lexicon import dialect_rows, load
from nlp.normal import Normaliser
from nlp.wordfiles import WORDS, read

FILES = read([WORDS])
LEXICON = load()
NORMALISE = Normaliser(LEXICON.fold, LEXICON.dialect)
CLASSIFIER = Classifier(LEXICON)

SAID = {
    "粤语": [
        ("佢哋喺屋企瞓觉", "他们在家里睡觉"),
        ("细蚊仔唔见咗 边个知佢去边度", "小孩不见了 哪个知他去哪里"),
        ("我老豆琴日跌亲 郁都唔郁", "我爸昨天摔伤 动都不动"),
        ("唔知点解 阿嫲冇食嘢", "不知道为什么 奶奶没吃东西"),
        ("仲有冇米 快啲嚟睇下", "还有没米 快点来看下"),
        ("阿爷俾人骗咗五千蚊", "爷爷被人骗了五千蚊"),
        ("隔篱有人嗌救命", "隔壁有人喊救命"),
        ("唔该揾个人睇住佢", "谢谢找个人看着他"),
        ("佢話想吊頸 搵唔到人", "他话想上吊 找不到人"),
    ],
    "西南官话": [
        ("啷个办嘛 娃儿烧得烫", "怎么办嘛 孩子烧得烫"),
        ("屋头莫得米了", "家里没有米了"),
        ("老汉脑壳昏 屙稀", "老汉头昏 拉肚子"),
        ("我婆娘遭蛇咬了", "我老婆被蛇咬了"),
        ("要交啥子材料 咋个弄", "要交什么材料 怎么弄"),
        ("他跶了一跤 脚杆断了", "他摔一跤 腿断了"),
        ("不晓得哪凼有耗子药", "不知道哪里有老鼠药"),
    ],
    "桂柳话": [
        ("我崽挨狗咬了", "我儿子被狗咬了"),
        ("他克医院没回克", "他去医院没回去"),
        ("这个要哪样手续 咋个弄", "这个要什么手续 怎么弄"),
        ("冇人管 屋头冇米", "没人管 家里没米"),
        ("妹仔赶圩走丢了", "女孩赶集走丢了"),
        ("莫慌 有人得空就来", "别慌 有人有空就来"),
    ],
    "湘": [
        ("娭毑跌哒 冇人扶", "奶奶跌了 没人扶"),
        ("嗲嗲过身哒", "爷爷去世了"),
        ("我堂客要讨米哒", "我老婆要要饭哒"),
        ("细伢子不见哒", "小孩不见了"),
        ("这个要么子手续", "这个要什么手续"),
        ("冒得钱呷饭", "没有钱吃饭"),
        ("几天困不着 脑壳痛", "几天睡不着 头痛"),
    ],
    "皖": [
        ("俺家孙伢掼倒了", "我家孙子摔倒了"),
        ("小伢烧得烫 咋办", "小孩烧得烫 怎么办"),
        ("冇人管 姆妈困不着", "没人管 妈妈睡不着"),
        ("昨个锅屋漏雨", "昨天厨房漏雨"),
        ("办这个做么事", "办这个干什么"),
        ("恁爹心里不得劲", "你爸心里不舒服"),
    ],
    "客家": [
        ("佢兜唔使来", "他们不用来"),
        ("𠊎昨晡日寻唔到细人子", "我昨天找不到小孩"),
        ("涯老公目珠看毋见", "我老公眼睛看不见"),
        ("今晡日冇人转屋下", "今天没人回家"),
        ("脉个时候莳田", "什么时候插秧"),
        ("爷哀都冇了", "父母都没了"),
        ("秋晡日灶头烧撇了", "昨天灶头烧掉了"),
    ],
    "赣吴闽": [
        ("啥辰光开门", "什么时候开门"),
        ("勿晓得伊去啥地方", "不知道伊去啥地方"),
        ("屋里厢呒没人", "家里没有人"),
        ("我俚崽哩跋倒了", "我们儿子摔倒了"),
        ("阿嬷腹肚痛", "奶奶肚子痛"),
        ("囝仔今仔日冇返厝", "小孩今天没回家"),
    ],
    "北方": [
        ("俺爹后晌跑茅了", "我爹下午拉肚子了"),
        ("这咋弄 额娃一个人", "这怎么弄 我娃一个人"),
        ("恁村啥时候修路", "你村什么时候修路"),
        ("昨儿个没人唠嗑", "昨天没人聊天"),
        ("妮儿波棱盖磕破了", "女孩膝盖磕破了"),
        ("谁去瞅瞅 心口窝疼", "谁去看看 胸口疼"),
    ],
}
PLAIN = """
他们关系好|水渠堵了|没法联系上|镇上的企业招人|走路不方便 行走要拐杖|这事不该他管|系好安全带|认真系统地学习|干净系上围裙
一边度假一边看病|问题早点解决|早点解释清楚|有点样子了|路边个体户不让摆摊|身边个个都忙|然而家里没人|反而家庭更困难|因而家属不同意
要学听日语课|听日本新闻|详细路线发我|仔细路过看看|买一块老豆腐|好久没吃老豆腐了|我老母亲八十了|养了三只老母鸡
得了抑郁症|味道浓郁|劳动仲裁怎么申请|什么事都没有|什么样的人可以申请|什么子女证明要开|怎么得的病|怎么得了
感冒得厉害|感冒来了发烧|烟冒得老高|食堂客人多|我老婆娘家在外地|如何解决|任何解释都行|转过身就倒了|背过身去
大家姐妹们好|声音嗲声嗲气|么么哒|不要担心舅舅|发癫痫了|犯困觉得累|额头流血|金额不对|这个名额村里定|住在房屋下面
天涯海角|打工生涯结束|毋庸置疑|无赖子弟|依赖子女|生日日期写错|变成日结工|做成日志|十分钟意识不清|唐朝早期
收入面临减少|加入面粉|妇女仔细看|整条街市民|护士多少人|拿出粮食|打交道|打呃逆|粮食紧张|杜绝浪费|重新抱起来|真心抱歉
好彩票没中|好耐心的人|好耐用的锅|好惊喜|在外父母不放心|差人一等|小心火烛|请勿动手|请勿要求退款|阮某某被骗|调查某人
黑白相间|明白相信你|阿拉伯语|伊拉克新闻|坐监控室里|通风台坏了|铁锤打锤子|开朗个性|流浪个月|说明儿子|如今儿子大了
证明儿女关系|莫名其妙|姓莫去世了|小莫去打工|克服困难|巧克力|国家官员|人家官司|户外背包|背井离乡|分清部分人打工|化学肥料
"""
TRAPS = [text for line in PLAIN.split("\n") for text in line.split("|") if text]
ALL = [(region, said, plain) for region, pairs in SAID.items() for said, plain in pairs]


def region_only(region: str) -> Normaliser:
    lexicon = load(regions=[region])
    return Normaliser(lexicon.fold, lexicon.dialect)


ALONE = {region: region_only(region) for region in SAID}


def test_every_region_has_its_sentences_here() -> None:
    files = [file for file in FILES if file.name.startswith("dialect_")]
    assert {file.table["region"] for file in files} == set(SAID)
    assert all(len(pairs) >= 6 for pairs in SAID.values())


@pytest.mark.parametrize(("region", "said", "plain"), ALL)
def test_dialect_is_read_as_its_plain_words(region: str, said: str, plain: str) -> None:
    assert ALONE[region](said).text == plain
    assert NORMALISE(said).text == plain


@pytest.mark.parametrize("text", TRAPS)
def test_plain_words_are_left_as_they_are(text: str) -> None:
    assert NORMALISE(text).text == text


def test_there_are_enough_traps() -> None:
    assert len(set(TRAPS)) >= 60


def test_a_replaced_word_points_to_where_it_was_said() -> None:
    said = "点算好呀 细蚊仔唔见咗"
    normal = NORMALISE(said)
    at = normal.text.index("小孩")
    start, end = normal.span(at, at + 2)
    assert said[start:end] == "细蚊仔"
    at = normal.text.index("不见")
    start, end = normal.span(at, at + 2)
    assert said[start:end] == "唔见"


@pytest.mark.parametrize("said", ["细蚊仔食咗老鼠药 快啲嚟", "我婆娘遭蛇咬了 脚杆肿起", "娭毑跌哒 喊她不应"])
def test_evidence_points_into_the_text_as_it_was_sent(said: str) -> None:
    found = [one for one in CLASSIFIER.classify(said).evidence if one.start < one.end]
    assert found
    for one in found:
        assert 0 <= one.start < one.end <= len(said)
        assert NORMALISE.word(said[one.start : one.end]) == NORMALISE.word(one.word)


def test_only_the_wanted_region_is_heard() -> None:
    only = ALONE["粤语"]
    assert only("佢喺屋企").text == "他在家里"
    for other in ("娭毑来了", "咋个弄", "昨晡日", "波棱盖疼", "囝仔"):
        assert only(other).text == other
        assert NORMALISE(other).text != other


def test_no_dialect_is_heard_when_none_is_wanted() -> None:
    assert load(regions=[]).dialect == {}


def test_plain_words_are_not_replaced_once_more() -> None:
    assert [plain for plain in LEXICON.dialect.values() if NORMALISE.word(plain) != plain] == []


def test_a_word_means_the_same_wherever_it_is_listed() -> None:
    means: dict[str, set[str]] = {}
    for row in dialect_rows(FILES, None):
        for said in row.text("said").split():
            means.setdefault(said, set()).add(row.text("means"))
    assert {said: plain for said, plain in means.items() if len(plain) > 1} == {}


def test_homophones_stand_for_words_of_the_lists_and_are_no_plain_words() -> None:
    (file,) = (file for file in FILES if file.name == "homophones.toml")
    assert len(file.table) >= 200
    bare = {word.rstrip("了咗啊啦") for word in LEXICON.entries}
    assert [heard for heard, meant in file.table.items() if NORMALISE.word(meant).rstrip("了咗啊啦") not in bare] == []
    assert not any(heard in text for heard in file.table for text in TRAPS)
