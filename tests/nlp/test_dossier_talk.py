"""档怎么说：一句话里是谁、要什么；说别的事的话一句也不抢."""

from datetime import date

import pytest

from nlp.dossier_talk import FileSaid, Verb, born, choice, file_said, nearest_tags, reason_until, tag_of

SAID = [
    ("档 张三", Verb.LOOK, "张三", "", ""),
    ("档案：张三", Verb.LOOK, "张三", "", ""),
    ("张三的档", Verb.LOOK, "张三", "", ""),
    ("看看张三", Verb.LOOK, "张三", "", ""),
    ("张三的情况", Verb.LOOK, "张三", "", ""),
    ("张三 记录", Verb.TIMELINE, "张三", "", ""),
    ("张三的走访记录", Verb.TIMELINE, "张三", "", ""),
    ("查 张三 电话 送药用", Verb.FULL, "张三", "电话", "送药用"),
    ("查张三的身份证号", Verb.FULL, "张三", "身份证", ""),
    ("查 张三 监护人电话 孩子发烧", Verb.FULL, "张三", "监护人电话", "孩子发烧"),
    ("张三 电话多少？", Verb.FULL, "张三", "电话", ""),
    ("张三 电话 19900000000", Verb.PHONE, "张三", "", "19900000000"),
    ("张三电话换成１９９ ００００ ００００", Verb.PHONE, "张三", "", "199 0000 0000"),
    ("张三 身份证 00000019450302001X", Verb.ID, "张三", "", "00000019450302001x"),
    ("张三 生日 1945年3月2日", Verb.BORN, "张三", "", "1945年3月2日"),
    ("张三 门牌 12号", Verb.HOUSE, "张三", "", "12号"),
    ("张三 性别 女", Verb.SEX, "张三", "", "女"),
    ("张三 是 独居", Verb.TAG, "张三", "独居", ""),
    ("张三 是 独居 他女儿说的", Verb.TAG, "张三", "独居", "他女儿说的"),
    ("张三 不是 独居了", Verb.NOT_TAG, "张三", "独居", ""),
    ("张三 住院 到12月5日", Verb.AWAY, "张三", "住院", "到12月5日"),
    ("张三 外出 10天", Verb.AWAY, "张三", "外出", "10天"),
    ("张三住院了", Verb.AWAY, "张三", "住院", ""),
    ("张三 暂停 家里办事 到下周五", Verb.AWAY, "张三", "家里办事", "到下周五"),
    ("张三 回来了", Verb.BACK, "张三", "", ""),
    ("张三 去世", Verb.DECEASED, "张三", "", ""),
    ("张三昨天过世了。", Verb.DECEASED, "张三", "", ""),
    ("张三 去世 确认", Verb.CONFIRM, "张三", "", ""),
    ("张三 没去世", Verb.ALIVE, "张三", "", ""),
    ("张三 还在", Verb.ALIVE, "张三", "", ""),
    ("张三 迁走 去柳州", Verb.MOVED, "张三", "", "柳州"),
    ("阿依古丽·买买提 记录", Verb.TIMELINE, "阿依古丽·买买提", "", ""),
]


@pytest.mark.parametrize(("text", "verb", "who", "what", "words"), SAID, ids=[row[0] for row in SAID])
def test_a_sentence_about_a_file_is_read(text: str, verb: Verb, who: str, what: str, words: str) -> None:
    said = file_said(text)
    assert said is not None
    assert (said.verb, said.who, said.what, said.words) == (verb, who, what, words)


def test_a_second_name_is_read() -> None:
    assert file_said("并档 张三 张三丰") == FileSaid(Verb.MERGE, "张三", other="张三丰")
    assert file_said("并档张三和李四") == FileSaid(Verb.MERGE, "张三", other="李四")
    assert file_said("并档 张三") == FileSaid(Verb.MERGE, "张三")
    guardian = file_said("张三 监护人 李四 19900000001")
    assert guardian == FileSaid(Verb.TIE, "张三", "监护人", "19900000001", "李四")


OTHERS = [
    "12 好了 修好了",
    "1好",
    "都看了 3没人",
    "屋顶漏水了，能找人看看吗",
    "查 12",
    "12 备注 要带梯子",
    "张三住院了要人陪护",
    "王奶奶没米了",
    "刘爷爷要帮忙 没米了",
    "撤销",
    "",
    "档",
    "补 昨天 1好",
    "请假 3天",
]


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_about_something_else_is_left_alone(text: str) -> None:
    assert file_said(text) is None


@pytest.mark.parametrize(
    "text", ["看看水管", "水管还在", "他是好人", "路灯 是 村里的", "猫死了", "垃圾 还在", "路灯的情况"]
)
def test_what_may_be_said_of_anything_is_a_command_only_for_a_known_name(text: str) -> None:
    said = file_said(text)
    assert said is None or not said.strict


def test_a_birth_date_is_a_day_or_nothing() -> None:
    assert (
        born("1945年3月2日") == born("1945-03-02") == born("19450302") == born("一九四五年三月二日") == date(1945, 3, 2)
    )
    assert born("1945年2月30日") is None
    assert born("四十多岁") is None


def test_categories_are_known_by_their_everyday_names_and_others_have_neighbours() -> None:
    assert tag_of("低保户") == "低保"
    assert tag_of("五保户") == "特困"
    assert tag_of("空巢老人") == "空巢"
    assert tag_of("困难") is None
    assert "突发困难" in nearest_tags("困难")
    assert set(nearest_tags("失能")) == {"全失能", "半失能"}
    assert nearest_tags("党员") == ()


def test_an_answer_has_the_reason_and_the_end() -> None:
    assert reason_until("到12月5日") == ("", "到12月5日")
    assert reason_until("探亲 十天") == ("探亲", "十天")
    assert reason_until("不知道") is None


def test_a_choice_is_one_of_those_offered() -> None:
    assert choice("２", 3) == choice("第二个", 3) == 2
    assert choice("4", 3) is None
    assert choice("2好", 3) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("张三 搬到X片区 8号", FileSaid(Verb.RESETTLE, "张三", words="X片区 8号", strict=False)),
        ("张三 全家搬去X片区", FileSaid(Verb.RESETTLE, "张三", "全家", "X片区", strict=False)),
        ("张三 迁走 去X片区8号", FileSaid(Verb.MOVED, "张三", words="X片区8号")),
        ("张三 全家迁走", FileSaid(Verb.MOVED, "张三", "全家")),
        ("张三 同意 拍照", FileSaid(Verb.CONSENT, "张三", words="同意 拍照")),
        ("张三 女儿口头同意拍照、录音 2月20日", FileSaid(Verb.CONSENT, "张三", words="女儿口头同意拍照、录音 2月20日")),
        ("张三 不同意了", FileSaid(Verb.REFUSE, "张三", words="不同意了")),
        ("张三 农历生日 腊月初八", FileSaid(Verb.BORN, "张三", "农历", "腊月初八")),
        ("张三 同意去喝酒", None),
    ],
)
def test_a_move_a_consent_and_a_lunar_birthday_are_read(text: str, said: FileSaid | None) -> None:
    assert file_said(text) == said
