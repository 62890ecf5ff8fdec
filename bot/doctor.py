"""自检: every line says 好 or 要改, and how."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from bot import config as settings
from bot import directory, visit_rules
from bot.clock import Clock
from bot.config import Config
from bot.filing import seal_in, unopened
from bot.holidays import NOTICED, known_to
from bot.office import in_store
from bot.understanding import built
from care.calendar import SHANGHAI
from care.visits.faults import faults
from care.visits.rule import Source
from handlers.dues import today_of
from nlp.wordpool import WordsWrong
from storage.keys import BadKeys
from storage.outbox import FAILED, GAVE_UP, QUEUED
from storage.unit import Unit

LEAST_DISK = 500 * 2**20  # 字节
Finding = tuple[str, bool, str]  # 查什么，好不好，怎么改


def examine(config: Config) -> int:
    """Print one line a finding; 0 when all is well, 1 otherwise."""
    well = True
    for subject, good, advice in findings(config, Clock().now()):
        well = well and good
        print(f"{'好  ' if good else '要改'}  {subject}" + (f"：{advice}" if advice else ""))  # noqa: T201  # 命令的回答
    return 0 if well else 1


def findings(config: Config, now: datetime) -> Iterator[Finding]:
    wrong = settings.check(config)
    yield from (("配置", False, fault) for fault in wrong)
    if not wrong:
        yield "配置", True, ""
    yield from _directory(config)
    yield from _words(config)
    yield from _channels(config)
    yield from _guarded("数据库", lambda: _storage(config))
    yield from _guarded("钥匙", lambda: _keys(config))
    yield from _rules(config)
    yield from _calendar(config, now)
    yield from _disk(config)


def _guarded(subject: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return look()
    except Exception as error:
        return [(subject, False, f"打不开（{type(error).__name__}）。{error}")]


def _directory(config: Config) -> Iterator[Finding]:
    try:
        township = directory.read(config.village.file)
    except directory.DirectoryError as error:
        yield from (("名册", False, fault) for fault in error.faults)
        return
    held = {(post, place) for member in township.people for post, place in member.duties}
    for post in township.structure.posts:
        for node in township.places:
            if node.level == post.level and (post.name, node.key) not in held:
                yield "名册", False, f"{node.name}的{post.name}没有人，事情会转给上一级。请在名册里补上。"
    yield "名册", True, f"{len(township.places)}个地方，{len(township.people)}个人"


def _words(config: Config) -> Iterator[Finding]:
    try:
        entries = len(built(config.understanding).lexicon.entries)
    except WordsWrong as wrong:
        yield "词库", False, f"{wrong}。改好之前用的是旧的，或只有自带的。"
    else:
        yield "词库", True, f"{entries} 个词"


def _channels(config: Config) -> Iterator[Finding]:
    channels = config.channels
    on = [name for name in ("wechat", "aibot", "wecom_app") if getattr(channels, name) is not None]
    if not on and not config.server.sandbox:
        yield "渠道", False, "一个渠道也没有配，谁也说不上话。请填 [channels.wechat] 或 [channels.aibot]。"
    if channels.aibot is not None and channels.wecom_app is None:
        yield "渠道", False, "只配了智能机器人，没有自建应用，发不出提醒。请填 [channels.wecom_app]。"
    yield "渠道", True, "、".join(on) or "只有沙盒"


def _storage(config: Config) -> list[Finding]:
    counts = in_store(config, lambda unit: unit.outbox.counts())
    lost = counts.get(FAILED, 0) + counts.get(GAVE_UP, 0)
    found: list[Finding] = [("数据库", True, f"待发 {counts.get(QUEUED, 0)} 条")]
    if lost:
        found.append(("没送到的消息", False, f"{lost} 条，用 python -m bot dead 看。"))
    return found


def _rules(config: Config) -> Iterator[Finding]:
    try:
        found = visit_rules.read(config.visits.rules)
    except visit_rules.RulesWrong as wrong:
        yield from (("访视规则", False, fault) for fault in wrong.faults)
        return
    yield from (("访视规则", False, fault) for fault in faults(found.rules, today_of(Clock().now())))
    unsure = sum(rule.source is Source.DEFAULT and rule.enabled for rule in found.rules)
    yield "访视规则", True, f"{len(found.rules)} 条，其中 {unsure} 条是默认的，请镇里确认"


def _keys(config: Config) -> list[Finding]:
    def looked(unit: Unit) -> tuple[bool, str]:
        seal = seal_in(unit, config)
        return seal is None, "" if seal is None else unopened(unit, seal)

    try:
        without, strange = in_store(config, looked)
    except BadKeys as wrong:
        return [("钥匙", False, str(wrong))]
    if strange:
        return [("钥匙", False, strange)]
    missing = "还没有钥匙文件，号码不能建档。要建档就跑 python -m bot keys new。"
    return [("钥匙", True, missing if without else "")]


def _calendar(config: Config, now: datetime) -> Iterator[Finding]:
    """The State Council names next year's days off in November (docs/care-rules.md §7)."""
    today = now.astimezone(SHANGHAI).date()
    years = {today.year} | ({today.year + 1} if today.month >= 11 else set())
    own = {day.year for day in (*config.hours.holidays, *config.hours.workdays)}
    unsure = [year for year in sorted(years) if year not in own and known_to(year) != NOTICED]
    for year in unsure:
        advice = "国务院通知出来后请填 hours.holidays 和 hours.workdays，或升级守望。"
        yield "日历", False, f"{year}年只知道{known_to(year)}。{advice}"
    if not unsure:
        yield "日历", True, ""


def _disk(config: Config) -> Iterator[Finding]:
    file = config.storage.url.removeprefix("sqlite:///")
    folder = Path(file).parent if file != config.storage.url else Path()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    yield "磁盘", free >= LEAST_DISK, f"还剩 {free // 2**20} MB"
