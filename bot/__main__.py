"""The commands: `python -m bot serve|chat|…`; all of them are in `COMMANDS`."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot import config as settings
from bot.config import Config, ConfigError

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code. Faults of configuration are sentences, never tracebacks."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="守望：乡村社工的微信前门")
    parser.add_argument("--config", type=Path, help="配置文件；不写就用 SHOUWANG_CONFIG，再没有就用演示配置")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name, (run, said) in COMMANDS.items():
        command = commands.add_parser(name, help=said)
        command.add_argument("--config", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        command.set_defaults(run=run)
        for flags, options in ARGUMENTS.get(name, ()):
            command.add_argument(*flags, **options)
    chosen = parser.parse_args(arguments)
    try:
        run_command: Command = chosen.run
        return run_command(chosen)
    except ConfigError as error:
        print(f"配置用不了：\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        return _told(error)


def _told(error: Exception) -> int:
    """Errors that the operator can do something about are one sentence; all others show where they came from."""
    from sqlite3 import DatabaseError

    from sqlalchemy.exc import DBAPIError

    from bot.directory import DirectoryError
    from bot.visit_rules import RulesWrong
    from nlp.wordpool import WordsWrong
    from storage.drivers import BadUrl
    from storage.keys import BadKeys
    from storage.migrate import NewerSchema

    said = str(error)
    if isinstance(error, DBAPIError | DatabaseError):
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        said = f"数据库打不开，请看 storage.url 对不对、它在不在运行。（{reason}）"
    elif not isinstance(error, DirectoryError | RulesWrong | BadUrl | BadKeys | NewerSchema | WordsWrong | OSError):
        raise error
    print(f"起不来：{said}", file=sys.stderr)
    return 2


def chosen_config(chosen: argparse.Namespace, *, checked: bool = True) -> Config:
    """Raises `ConfigError` for a file that cannot be read and, when `checked`, for what does not fit together."""
    named = chosen.config or os.environ.get("SHOUWANG_CONFIG")
    config = settings.load(Path(named) if named else None, os.environ)
    faults = settings.check(config) if checked else []
    if faults:
        raise ConfigError(*faults)
    return config


def serve(chosen: argparse.Namespace) -> int:
    from bot.serving import run

    return run(chosen_config(chosen))


def chat(chosen: argparse.Namespace) -> int:
    from bot.serving import run_chat

    return run_chat(chosen_config(chosen))


def classify(chosen: argparse.Namespace) -> int:
    from bot.lines import classify_lines
    from bot.understanding import built

    return classify_lines(built(chosen_config(chosen).understanding).accelerate(), sys.stdin.buffer, sys.stdout)


def migrate(chosen: argparse.Namespace) -> int:
    from bot.clock import Clock
    from storage.migrate import migrate as bring_up

    print(bring_up(chosen_config(chosen).storage.url, Clock().now()) or "数据库已经是最新的。")
    return 0


def check_config(chosen: argparse.Namespace) -> int:
    from bot.directory import read
    from bot.understanding import built

    config = chosen_config(chosen)
    read(config.village.file)
    built(config.understanding)
    print("配置没有问题。")
    return 0


def doctor(chosen: argparse.Namespace) -> int:
    from bot.doctor import examine

    return examine(chosen_config(chosen, checked=False))


def invite(chosen: argparse.Namespace) -> int:
    from bot.office import make_invite

    return make_invite(chosen_config(chosen), chosen.who)


def dead(chosen: argparse.Namespace) -> int:
    from bot.office import list_dead

    return list_dead(chosen_config(chosen))


def evaluate(chosen: argparse.Namespace) -> int:
    from bot.figures import evaluate as print_figures

    return print_figures(chosen.files, as_json=chosen.json, in_group=chosen.group)


def explain(chosen: argparse.Namespace) -> int:
    from bot.explain import explain_text
    from bot.understanding import built

    return explain_text(built(chosen_config(chosen).understanding), " ".join(chosen.text))


def check_words(chosen: argparse.Namespace) -> int:
    from bot.check_words import check_words as print_findings

    return print_findings(chosen.words)


def learn(chosen: argparse.Namespace) -> int:
    from bot.learn import learn_words
    from bot.understanding import folders_of

    return learn_words(folders_of(chosen_config(chosen).understanding), sys.stdout)


def corrections(chosen: argparse.Namespace) -> int:
    from bot.corrections import Wanted, propose

    accept = tuple(part for part in (chosen.accept or "").replace("，", ",").split(",") if part)
    wanted = Wanted(chosen.since, chosen.json, chosen.words_only, chosen.write, accept)
    return propose(chosen_config(chosen), wanted)


def keys(chosen: argparse.Namespace) -> int:
    from bot.keys import keys as act
    from bot.reseal import ON_ROWS

    config = chosen_config(chosen)
    if chosen.action in ON_ROWS:
        return ON_ROWS[chosen.action](config, sys.stdout)
    return act(chosen.action, config.dossier.keys, sys.stdout)


def export_template(chosen: argparse.Namespace) -> int:
    from bot.tables import template

    return template(chosen_config(chosen), chosen.file, sys.stdout)


def import_people(chosen: argparse.Namespace) -> int:
    from bot.import_people import import_people as act

    return act(chosen_config(chosen), chosen.files, chosen.dry_run, sys.stdout)


def export_people(chosen: argparse.Namespace) -> int:
    from bot.export_people import export_people as act

    return act(chosen_config(chosen), chosen.file, chosen.purpose or "", chosen.full, sys.stdout)


def table1(chosen: argparse.Namespace) -> int:
    from bot.tables import table1 as act

    return act(chosen_config(chosen), chosen.xlsx, as_json=chosen.json, out=sys.stdout)


def base_figures(chosen: argparse.Namespace) -> int:
    from bot.base_figures import base_figures as act

    return act(chosen_config(chosen), chosen.json, sys.stdout)


def forecast(chosen: argparse.Namespace) -> int:
    from bot.forecast import forecast as act

    return act(chosen_config(chosen), chosen.weeks, chosen.json, sys.stdout)


def check_rules(chosen: argparse.Namespace) -> int:
    from bot.check_rules import check_rules as act

    return act(chosen.file or chosen_config(chosen).visits.rules, sys.stdout)


def replay_rules(chosen: argparse.Namespace) -> int:
    from bot.tables import replay

    return replay(chosen_config(chosen), chosen.file, chosen.days, sys.stdout)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise argparse.ArgumentTypeError("日期要写成 2026-03-01 的样子") from None


COMMANDS: dict[str, tuple[Command, str]] = {
    "serve": (serve, "启动；不带配置就是演示村，打开沙盒页面就能试"),
    "chat": (chat, "在终端里扮演演示村的任何人"),
    "classify": (classify, "从标准输入一行一句读，每句输出一行 JSON"),
    "migrate": (migrate, "升级数据库（启动时也会自动做，先备份）"),
    "check-config": (check_config, "只检查配置和名册"),
    "doctor": (doctor, "自检：渠道、数据库、时钟、日历、死信"),
    "invite": (invite, "给一个人或一个群发绑定码"),
    "dead": (dead, "列出没送到的消息"),
    "evaluate": (evaluate, "拿标好的话量一量听得准不准：一行一句 JSON 的文件，可以几个"),
    "explain": (explain, "一句话听成了什么，凭哪几个字"),
    "corrections": (corrections, "把办事的人改过的类别、急缓变成提议：加什么词、什么例句，有什么效果"),
    "learn": (learn, "从例句学每个片段的分量，写进 weights.tsv；加了例句、改了词以后跑"),
    "check-words": (check_words, "查词库：矛盾的、没用的、例句不合的"),
    "keys": (keys, "身份证号、电话的钥匙：new 做一把，add 换一把，reseal 全换到新的一把下面，check 看好不好"),
    "export-template": (export_template, "写一张登记服务对象的空表（Excel）"),
    "import-people": (import_people, "把登记表读进一人一档；--dry-run 只看会改什么"),
    "export-people": (export_people, "把一人一档写成 Excel，默认脱敏"),
    "table1": (table1, "服务对象情况统计表：片区乘类别"),
    "base": (base_figures, "底数：每片多少人、多久没见、缺什么"),
    "forecast": (forecast, "往后几周：每片要去多少户、有几双手、谁会轮空、怎么办"),
    "check-rules": (check_rules, "把访视规则印成一张表，并查有没有矛盾"),
    "replay-rules": (replay_rules, "换一份访视规则，过去的日子会有什么不同"),
}
ARGUMENTS: dict[str, list[tuple[tuple[str, ...], dict[str, Any]]]] = {
    "invite": [(("who",), {"help": "名册里的人名或地方名（给群）"})],
    "evaluate": [
        (("files",), {"nargs": "+", "type": Path, "metavar": "文件"}),
        (("--json",), {"action": "store_true", "help": "印成 JSON"}),
        (("--group",), {"action": "store_true", "help": "当作说进群里、没有叫它的话来量：只有听着紧急的它才出声"}),
    ],
    "explain": [(("text",), {"nargs": "*", "metavar": "话", "help": "用引号括起来"})],
    "corrections": [
        (("--since",), {"type": _day, "metavar": "日期", "help": "只看这天以后改的"}),
        (("--json",), {"action": "store_true", "help": "印成 JSON"}),
        (("--words-only",), {"action": "store_true", "help": "只提议词，不试例句（例句要重学一遍，慢）"}),
        (("--write",), {"type": Path, "metavar": "文件夹", "help": "写进镇里自己的词库"}),
        (("--accept",), {"metavar": "编号", "help": "要写哪几条，逗号隔开；全要写 all"}),
    ],
    "keys": [(("action",), {"choices": ("new", "add", "reseal", "check"), "metavar": "new|add|reseal|check"})],
    "export-template": [(("file",), {"type": Path, "metavar": "文件.xlsx"})],
    "import-people": [
        (("files",), {"nargs": "+", "type": Path, "metavar": "文件"}),
        (("--dry-run",), {"action": "store_true", "help": "什么都不写，只看会改什么"}),
    ],
    "export-people": [
        (("file",), {"type": Path, "metavar": "文件.xlsx"}),
        (("--full",), {"action": "store_true", "help": "不脱敏；要写 --purpose，会记下来"}),
        (("--purpose",), {"metavar": "事由", "help": "为什么要看全部，例如 年度核查"}),
    ],
    "table1": [
        (("--json",), {"action": "store_true", "help": "印成 JSON"}),
        (("--xlsx",), {"type": Path, "metavar": "文件.xlsx", "help": "写成 Excel"}),
    ],
    "base": [(("--json",), {"action": "store_true", "help": "印成 JSON"})],
    "forecast": [
        (("--weeks",), {"type": int, "default": 4, "metavar": "几周"}),
        (("--json",), {"action": "store_true", "help": "印成 JSON"}),
    ],
    "check-rules": [(("file",), {"nargs": "?", "type": Path, "metavar": "文件", "help": "不写就查正在用的"})],
    "replay-rules": [
        (("file",), {"type": Path, "metavar": "新规则.toml"}),
        (("--days",), {"type": int, "default": 90, "metavar": "天数"}),
    ],
    "check-words": [(("--words",), {"type": Path, "metavar": "文件夹", "help": "镇里自己的词，读在我们的后面"})],
}

if __name__ == "__main__":
    sys.exit(main())
