"""清单的回话怎么认: the compiled patterns with which an answer is cut into pieces and read."""

import re

from care.visits.round import Outcome
from nlp.errand_words import (
    ASKS,
    BACK,
    GAP,
    LATER,
    LINES,
    MARK,
    MODE,
    NEXT,
    OUTCOMES,
    REST,
    RUNS_ON,
    SEEN,
    TAIL,
    WELL,
    N,
)

MOST = 500  # 字；再长的不是回清单
LAST_LINE = 99
LIKELY = 40  # 行；「血压85正常」不是第85行
LONGEST_RANGE = 20

NUMBERS = re.compile(rf"(?P<to>到|至|-|~|—)?\s*第?(?P<n>{N})")
SUBJECT = re.compile(rf"[(（]?(?P<lines>{LINES})[)）]?")
RESULT = "|".join(
    f"(?P<{kind.name}>{said})" + ("" if kind in RUNS_ON else rf"{TAIL}(?={NEXT})") for kind, said in OUTCOMES.items()
)
OF_PERSON = r"(?:[老她他]人?家?|老人家?|本人)?"
BEFORE = (
    rf"{MARK}(?:[说搞记弄打]?错了[\s,，]*(?:应该)?是?|不对[\s,，]*是?)?"
    rf"(?:今天|今早|早上|上午|下午|刚才|我|[走去跑]了一?趟|(?:看|见|碰)到人?了|去过?了)*{MARK}"
)
SAID = re.compile(
    rf"(?P<before>{BEFORE}){OF_PERSON}{MODE}(?:(?P<back>{BACK})(?={NEXT})|(?P<over>(?:都)?好了)(?={NEXT})|{RESULT}){ASKS}"
)
ALL = re.compile(
    rf"(?:[清名]单[上里]?的?)?(?:{REST})?(?:的|几?[户家个]|人|老人)*(?:[都全]+(?:{WELL}|{SEEN})|"
    rf"(?:(?<=其他)|(?<=其余)|(?<=剩下)|(?<=剩下的)|(?<=全部)|(?<=一切))(?:好|正常|平安|{SEEN})){TAIL}"
    rf"(?={NEXT}|[就只但0-9]){ASKS}"
)
OF_REST = re.compile(
    rf"(?:{REST})(?:的|几?[户家个]|人)*(?:都|也|还)*(?:(?P<ABSENT>没有?人|没得人|冇人|无人|不在家?)|"
    rf"(?P<LATER>{OUTCOMES[Outcome.LATER]})){TAIL}的?(?=[\s,，。!]|$)"
)
PUT_OFF = re.compile(rf"(?:{LATER})\s*(?={LINES}|第?[\u4e00-\u9fff])")  # 「明天再去2」
NONE_OF_THEM = re.compile(rf"(?:{REST})?都(?:不好|没人|没去|没看|没走|还没去|没有去|不在)(?:的|了)?(?=[\s,，。!]|$)")
APART = re.compile(r"除[了开掉]?\s*")
AND = re.compile(r"\s*[、,和跟及与]\s*")
OUTSIDE = re.compile(r"\s*(?:以外|之外|外)?(?:的)?")
NAMED = "大前天|昨天|昨日|前天|前日|今天"
DAY = re.compile(
    r"(?P<mend>补(?:登记?|记录?|报|录|一下|上|说)?)[\s:,，]*(?:(?P<on>上个?(?:月|周|星期|礼拜)[一二三四五六日天末]?|"
    r"[^\s:,，]{0,5}(?:[天日号前]|(?:周|星期|礼拜)[一二三四五六日天末]))的?[\s:,，]*)?|"
    rf"(?P<day>{NAMED})的?[\s:,，]*"
)
DAYS_BACK = {"今天": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3}
FILLER = re.compile(
    r"(?:早上|上午|下午|刚才|报告|汇报|一下|今天(?=[全都我])|(?:我|我们)?(?:(?:全部?|都)?[走跑][完遍]|[看访][完遍])了|[看走跑去][了过](?=[0-9①-⑳])|回来了|除[了开掉]|就?还?差|唯独|单单?|就是?|只有|只|"
    r"但是?|不过|还有|然后|其中)*"
    rf"{GAP}*"
)
GAPS = re.compile(f"{GAP}+")
BEFORE_A_LINE = re.compile(r"[0-9a-zA-Z月年到至从第欠吃打约共￥¥/]$")
ARABIC = re.compile(r"[(（]?[1-9①-⑳]")
UNTIL = re.compile(
    r"(?:[要得说]|可能|大概|大约|预计|估计)*[住去待呆玩耍]?(?:[到至](?P<till>[^\s,，。;；!]{1,12}?)(?:才?回来?|出院|回家)?|"
    r"(?P<lasting>(?:[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})[个来几多]?(?:天|日|周|星期|礼拜|月)[半多]?(?:左右|以后|后)?)(?:才?回来?)?)"
    r"(?=[\s,，。;；!]|$)"
)
RUNG = re.compile(r"[打通][了过的]?个?电话|电话(?:里|问|联系|说)|(?P<video>视频(?:里|看|问|说)|[打开]了?视频)")
TWICE = re.compile(r"[两二][次趟]")
POLITE = re.compile(
    rf"(?:谢谢|多谢|感谢|辛苦|收到|完毕|报告|汇报|好的|嗯|哈|就这样|就这些|以上|(?:今天)?(?:全部|都)?[跑走看]完|今天|的|您|你|大家|领导|啦|了|{GAP})+"
)
PLEASED = re.compile(
    rf"(?:老人家?们?|大家|个个|身体|精神|吃饭|胃口|心情|都|蛮|挺|很|还|也|好|不错|可以|硬朗|正常|得很|着呢|没事|在家|的|呢|{GAP})+"
)
EDGE = " \t\r\n,，。、;；.:!！~"
ASKED = re.compile(r"(?:[吗么嘛]|[?？]|怎么样了?|好没)\W*$")
A_DATE = re.compile(r"号?\s*(?:出院|回来|回家|才|左右|就回)")
