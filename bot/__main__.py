"""The commands: `python -m bot serve|chat|classify|migrate|check-config|doctor|invite|dead`."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

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
        if name == "invite":
            command.add_argument("who", help="名册里的人名或地方名（给群）")
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
    from nlp.wordpool import WordsWrong
    from storage.drivers import BadUrl
    from storage.migrate import NewerSchema

    said = str(error)
    if isinstance(error, DBAPIError | DatabaseError):
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        said = f"数据库打不开，请看 storage.url 对不对、它在不在运行。（{reason}）"
    elif not isinstance(error, DirectoryError | BadUrl | NewerSchema | WordsWrong | OSError):
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

    return classify_lines(sys.stdin.buffer, sys.stdout)


def migrate(chosen: argparse.Namespace) -> int:
    from bot.clock import Clock
    from storage.migrate import migrate as bring_up

    print(bring_up(chosen_config(chosen).storage.url, Clock().now()) or "数据库已经是最新的。")
    return 0


def check_config(chosen: argparse.Namespace) -> int:
    from bot.directory import read

    config = chosen_config(chosen)
    read(config.village.file)
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


COMMANDS: dict[str, tuple[Command, str]] = {
    "serve": (serve, "启动；不带配置就是演示村，打开沙盒页面就能试"),
    "chat": (chat, "在终端里扮演演示村的任何人"),
    "classify": (classify, "从标准输入一行一句读，每句输出一行 JSON"),
    "migrate": (migrate, "升级数据库（启动时也会自动做，先备份）"),
    "check-config": (check_config, "只检查配置和名册"),
    "doctor": (doctor, "自检：渠道、数据库、时钟、日历、死信"),
    "invite": (invite, "给一个人或一个群发绑定码"),
    "dead": (dead, "列出没送到的消息"),
}

if __name__ == "__main__":
    sys.exit(main())
