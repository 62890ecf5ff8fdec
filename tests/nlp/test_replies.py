"""回话：办事的人随口怎么说都算，村民的诉求一句也不拿走."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.commands import parse
from nlp.intent import Aim, Intent
from nlp.likeness import SURE, likeness
from nlp.replies import described, reply_in
from tests.nlp.command_table import FREE_WORDS

Row = tuple[str, Aim, str, bool]  # 原话、动作、说的是哪一件、是不是指着一件


def _rows(aim: Aim, *told: tuple[str, str, bool]) -> list[Row]:
    return [(text, aim, which, pointed) for text, which, pointed in told]


REPLIES = [
    *_rows(
        Aim.RESOLVE,
        ("那个修水管的弄好咯", "那个修水管的", True),
        ("王奶奶屋顶的搞归一了", "王奶奶屋顶的", True),
        ("路灯搞掂晒", "路灯", False),
        ("路灯整好咗", "路灯", False),
        ("屋顶那个整好了", "屋顶那个", True),
        ("水管那个弄妥帖了", "水管那个", True),
        ("低保那个办落了", "低保那个", True),
        ("低保那个办下来了", "低保那个", True),
        ("水管修起了", "水管", False),
        ("水管修好哒", "水管", False),
        ("水管换好嗒", "水管", False),
        ("水管那个冇问题了", "水管那个", True),
        ("仓库归置好了", "仓库", False),
        ("路灯亮了", "路灯", False),
        ("村口那盏灯亮了", "村口那盏灯", True),
        ("三组的水通了", "三组的水", False),
        ("李奶奶的药送到了", "李奶奶的药", False),
        ("刘家的瓦补上了", "刘家的瓦", False),
        ("下水道疏通了", "下水道", False),
        ("垃圾拉走了", "垃圾", False),
        ("两家谈妥了", "两家", False),
        ("水管，修好了", "水管", False),
        ("路灯 好了", "路灯", False),
        ("路灯那个 结", "路灯那个", True),
        ("好的，路灯那个搞定", "路灯那个", True),
        ("水管终于弄利索了", "水管", False),
        ("屋顶不漏了", "屋顶", False),
        ("嗰个水管整好晒", "嗰个水管", True),
        ("王奶奶那个好了", "王奶奶那个", True),
        ("刘家那件完嗒", "刘家那件", True),
        ("整好了", "", True),
        ("搞归一了", "", True),
        ("那个弄好咯", "", True),
        ("完嗒", "", True),
    ),
    *_rows(
        Aim.ACCEPT,
        ("刘家那件我来", "刘家那件", True),
        ("路灯那个我下午过去", "路灯那个", True),
        ("张三家那个归我", "张三家那个", True),
        ("水管那个我去看看", "水管那个", True),
        ("水管那个我来弄吧", "水管那个", True),
        ("好的，路灯那个我来", "路灯那个", True),
        ("屋顶那个下午三点去", "屋顶那个", True),
        ("王奶奶家的我马上过去", "王奶奶家的", True),
        ("路灯那个等下去看看", "路灯那个", True),
        ("水管那个交给我", "水管那个", True),
        ("我来弄王奶奶屋顶那个", "王奶奶屋顶那个", True),
        ("我去王奶奶家看看", "王奶奶家", False),
        ("老李那件俺去", "老李那件", True),
        ("那个我去看看", "", True),
    ),
    *_rows(
        Aim.HAND_OVER,
        ("水管那个要转镇里", "水管那个", True),
        ("水管那个我弄不了，要转镇里", "水管那个", True),
        ("水管那个转社工站吧", "水管那个", True),
        ("低保那个得报给民政办", "低保那个", True),
        ("水管那个要镇里来人", "水管那个", True),
        ("路灯那个 上报", "路灯那个", True),
        ("刘家那件交给村委处理", "刘家那件", True),
    ),
    *_rows(
        Aim.POSTPONE,
        ("路灯那个我明天去", "路灯那个", True),
        ("刘家的后天弄", "刘家的", True),
        ("路灯等下个星期二弄", "路灯", False),
        ("屋顶那个改到周五", "屋顶那个", True),
    ),
]

NO_REPLIES = """
水管修好了又漏|路灯没人修|我家修水管的人跑了|水管修好了没|水管修好了吗|等修水管的弄好了再说|他们说修好了|镇里说好了|
路修好了三年了还没给钱|什么时候弄好|几时能修好|我家水管修好了|希望快点修好|请把路灯修好|修好的路又坏了|我去镇上办低保|
王奶奶明天去医院|他来了|要是路灯修好了就好了|我要转院|钱转给骗子了|转学要什么手续|我妈好了|水管修好了但是水是黄的|
水管修好了，没几天又漏|水管修好了 水还是不来|路灯修好了还是不亮|水管快修好了|我来了三次|下午去赶集|我明天结婚|
找镇里办低保|要报给村里吗|刘家来了人|想把屋顶修好|能不能把路灯修好|谁来修路灯|路灯不亮了|水停了|屋顶漏水了|没米了|我家屋顶漏水|
低保还没办下来|低保没批下来|钱没拿到|路灯坏了三天了|老人病了|明天要交学费|修一半人跑了|说是弄好了其实没弄|应该修好了吧|
差不多弄好了|我妈的药买到了|孩子要转学|上次那个没弄好|隔壁修房子吵得很|听说路修好了|如果弄好了告诉我一声|别来了|不用修了|
怎么办好|哪个给我弄好|还没修好|没弄好|等水管修好了我再交钱|水管修好了不过费用太高|我屋里灯修好了|孩子他爸跑了|怎么搞好
""".replace("\n", "").split("|")


@pytest.mark.parametrize(("text", "aim", "which", "pointed"), REPLIES, ids=[row[0] for row in REPLIES])
def test_a_reply_in_free_words_is_understood(text: str, aim: Aim, which: str, *, pointed: bool) -> None:
    assert parse(text) is None
    reply = reply_in(text)
    assert reply is not None
    assert (reply.aim, reply.which, reply.pointed) == (aim, which, pointed)


@pytest.mark.parametrize("text", NO_REPLIES)
def test_what_a_villager_reports_is_no_reply(text: str) -> None:
    assert reply_in(text) is None


def test_the_tables_are_as_long_as_promised() -> None:
    assert len(REPLIES) >= 55
    assert len(NO_REPLIES) >= 60


@pytest.mark.parametrize("said", ["十二号 结", "十二号那个弄妥帖了", "12 搞掂晒", "12号搞归一了"])
def test_with_a_number_it_is_a_command_for_everybody(said: str) -> None:
    assert parse(said) == Intent(Aim.RESOLVE, number=12)
    assert reply_in(said) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("那个修水管的弄好咯", "那个修水管的弄好咯"),
        ("王奶奶屋顶的搞归一了 换了两片瓦", "王奶奶屋顶的搞归一了 换了两片瓦"),
        ("王奶奶那个弄好了 换了两片瓦", "换了两片瓦"),
        ("修起了", "修起了"),
        ("王奶奶那个好了", ""),
        ("刘家那件搞掂晒", ""),
        ("整好了", ""),
        ("路灯那个我下午过去", "我下午过去"),
        ("刘家那件我来", ""),
        ("水管那个我弄不了，要转镇里", "我弄不了，要转镇里"),
        ("路灯那个明天去，今天没车", "今天没车"),
    ],
)
def test_the_result_is_kept_when_the_words_tell_one(text: str, words: str) -> None:
    reply = reply_in(text)
    assert reply is not None
    assert reply.words == words


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("水管那个要转镇里", "镇里"),
        ("水管那个转社工站吧", "社工站"),
        ("低保那个得报给民政办", "民政办"),
        ("路灯那个 上报", "上级"),
    ],
)
def test_where_it_is_handed_to_is_heard(text: str, who: str) -> None:
    reply = reply_in(text)
    assert reply is not None
    assert reply.who == who


@pytest.mark.parametrize(
    ("text", "days", "weekday"), [("刘家的后天弄", 2, None), ("屋顶那个改到周五", 0, 4), ("路灯等下个星期二弄", 7, 1)]
)
def test_the_day_is_heard(text: str, days: int, weekday: int | None) -> None:
    reply = reply_in(text)
    assert reply is not None
    assert (reply.days, reply.weekday) == (days, weekday)


@pytest.mark.parametrize("text", FREE_WORDS)
def test_of_the_villagers_free_words_hardly_any_could_close_a_ticket(text: str) -> None:
    """Said by a worker, it would have to name one of their tickets."""
    reply = reply_in(text)
    assert reply is None or (reply.aim is not Aim.RESOLVE and bool(reply.which))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("是屋顶那个", "屋顶"),
        ("王奶奶家的", "王奶奶家"),
        ("路灯那件吧", "路灯"),
        ("水管", "水管"),
        ("就是那个", ""),
        ("我妈摔倒了，快来", ""),
        ("我屋后头的山要塌下来了怎么办啊快来人看看", ""),
    ],
)
def test_an_answer_to_which_one_may_be_a_few_words(text: str, what: str) -> None:
    assert described(text) == what


ROOF, PIPE, GLASSES = "屋顶漏水了", "自来水停了三天", "想要一副老花镜"


@pytest.mark.parametrize(
    ("what", "name", "text"),
    [
        ("那个修水管的", "王奶奶", PIPE),
        ("王奶奶屋顶的", "王奶奶", ROOF),
        ("王奶奶屋顶的", "王秀英", "房顶漏雨"),
        ("刘家那件", "刘秀英", GLASSES),
        ("张三家那个", "张三", GLASSES),
        ("老李那件", "李大爷", GLASSES),
        ("老花镜那个", "张奶奶", GLASSES),
        ("李奶奶的药", "覃芳", "代李奶奶买药"),
        ("路灯", "吴大叔", "三组路上灯泡不亮"),
    ],
)
def test_what_it_is_about_or_whose_it_is_finds_the_matter(what: str, name: str, text: str) -> None:
    assert likeness(what, [name], text) >= SURE


@pytest.mark.parametrize(
    ("what", "name", "text"),
    [
        ("王奶奶屋顶的", "张奶奶", ROOF),
        ("王奶奶屋顶的", "王奶奶", GLASSES),
        ("王奶奶那个", "王大爷", GLASSES),
        ("张三家那个", "张四", GLASSES),
        ("刘家那件", "王奶奶", ROOF),
        ("路灯那个", "王奶奶", ROOF),
        ("水管那个", "王奶奶", ROOF),
        ("送到了", "王奶奶", "药还没送到"),
        ("", "王奶奶", ROOF),
    ],
)
def test_another_persons_or_another_thing_is_not_taken_for_it(what: str, name: str, text: str) -> None:
    assert likeness(what, [name], text) < SURE


def test_the_more_words_fit_the_better() -> None:
    assert likeness("村口路灯", ["王奶奶"], "村口路灯坏了") > likeness("村口路灯", ["王奶奶"], "三组路灯坏了") >= SURE


@given(st.text(max_size=120))
def test_no_text_is_too_strange(text: str) -> None:
    reply_in(text)
    described(text)
    likeness(text, [text[:4]], text[::-1])


@given(
    st.lists(
        st.sampled_from(
            [*"那个的了咯我来去要转镇里好完结没又不 ，明天", "王奶奶", "水管", "搞归一", "弄好", "社工站", "下午"]
        ),
        max_size=20,
    )
)
def test_no_heap_of_reply_words_is_too_strange(pieces: list[str]) -> None:
    text = "".join(pieces)
    reply = reply_in(text)
    assert reply is None or (reply.which in text and reply.words in text)
