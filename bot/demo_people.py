"""演示村里要看望的人: a few files for the sandbox, so that a new user sees the morning's list. All are made up."""

from datetime import date

from bot.app import App
from care.dossier import Draft
from handlers.enrol import take_in
from storage.keys import fresh_ring
from storage.seal import Seal
from storage.unit import Unit

PEOPLE = (
    Draft("张秀英", "S片区", "女", date(1941, 5, 1), house="3号", head="张秀英", tags=("特困", "独居"), contact="黄强"),
    Draft("韦老三", "S片区", "男", date(1962, 7, 11), house="5号", head="韦老三", tags=("低保", "重病")),
    Draft("韦桂花", "S片区", "女", date(1964, 2, 9), house="5号", head="韦老三", tags=("低保",)),
    Draft("覃大山", "S片区", "男", date(1944, 1, 20), house="8号", head="覃大山", tags=("高龄",)),
    Draft("覃小明", "S片区", "男", date(2017, 9, 1), house="9号", head="覃阿婆", tags=("留守儿童", "隔代监护")),
    Draft("覃阿婆", "S片区", "女", date(1955, 3, 3), house="9号", head="覃阿婆", tags=("留守老人",)),
    Draft("李德福", "X片区", "男", date(1935, 8, 8), house="1号", head="李德福", tags=("高龄", "空巢")),
    Draft("杨冬梅", "X片区", "女", date(1970, 11, 30), house="2号", head="杨冬梅", tags=("残疾", "重残")),
    Draft("吴老奶", "W片区", "女", date(1938, 12, 12), house="4号", head="吴老奶", tags=("特困", "半失能")),
    Draft("石岩生", "W片区", "男", date(1959, 6, 6), house="6号", head="石岩生", tags=("监测对象",)),
    Draft("梁玉珍", "Z片区", "女", date(1946, 4, 4), house="7号", head="梁玉珍", tags=("高龄", "独居")),
    Draft("陆小燕", "Z片区", "女", date(2014, 10, 10), house="10号", head="陆阿公", tags=("事实无人抚养儿童",)),
)


async def enrol(app: App) -> None:
    """Into a database that has no files yet, where the village has these areas; else nothing is touched."""
    await app.store.run(lambda unit: _enrolled(unit, app))


def _enrolled(unit: Unit, app: App) -> None:
    if unit.dossiers.after(0):
        return
    seal, now = Seal(fresh_ring()), app.clock.now()  # 这些人没有号码要封
    for draft in PEOPLE:
        place = unit.places.by_key(draft.area)
        if place is not None:
            take_in(unit, seal, app.house.visiting, draft, place_id=place.id, by=None, at=now, via="演示")
