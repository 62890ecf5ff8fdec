"""Running: the web server with its clock and relay, until somebody says stop; or the demo village in a terminal."""

import asyncio
import contextlib
import errno
import gc
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

import structlog
from aiohttp import web

from bot import chat, demo_people, directory, log, sandbox
from bot.app import App, open_app
from bot.config import Config
from bot.scheduler import every_minute
from bot.server import web_app
from bot.settings import LogLevel
from bot.surfaces import warm_up
from bot.village import DemoVillage

DRAIN = 8.0  # 秒；systemd 和容器一般等 10 秒

T = TypeVar("T")

logger = structlog.get_logger("serve")


def run(config: Config) -> int:
    """`serve`. Returns when the process was asked to stop and everything under way is done."""
    log.setup(config.log)
    _in_loop(serve(config))
    return 0


def run_chat(config: Config) -> int:
    """`chat`: the same app without a server."""
    log.setup(replace(config.log, level=LogLevel.ERROR))  # 屏幕是用来说话的
    return _in_loop(_chat(config))


def _in_loop(work: Coroutine[Any, Any, T]) -> T:
    """On uvloop where there is one: a third of the edge's cost."""
    try:
        import uvloop
    except ImportError:  # Windows
        return asyncio.run(work)
    return uvloop.run(work)


async def serve(config: Config, *, ready: "asyncio.Future[str] | None" = None) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is given the address once it listens."""
    stop = _stop_asked()
    async with running(config) as app:
        if config.server.sandbox:
            await demo_people.enrol(app)
        site = _site(config, app)
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=DRAIN)
        await runner.setup()
        try:
            await _listen(runner, config)
            address = _address(config, runner)
            _announce(config, address)
            beside = asyncio.get_running_loop().run_in_executor
            beside(None, app.understanding.accelerate)
            beside(None, warm_up, config.channels)
            if ready is not None:
                ready.set_result(address)
            await stop.wait()
            logger.info("stopping")
        finally:
            await app.console.close()
            await runner.cleanup()


@asynccontextmanager
async def running(config: Config) -> AsyncIterator[App]:
    """The app with its relay and its clock; closed in order."""
    app = await open_app(config)
    gc.freeze()  # 词典有几万个对象，永远在：垃圾回收不必再看它们
    relay = asyncio.create_task(app.relay.run())
    stop_clock = every_minute(app.tick)
    try:
        yield app
    finally:
        stop_clock()
        await app.relay.stop()
        await relay
        await app.close()


def _site(config: Config, app: App) -> web.Application:
    if not config.server.sandbox:
        return web_app(app)
    village = DemoVillage(app, directory.read(config.village.file))
    return web_app(app, *sandbox.routes(village))


async def _listen(runner: web.AppRunner, config: Config) -> None:
    host, port = config.server.host, config.server.port
    try:
        await web.TCPSite(runner, host, port, backlog=1024).start()
    except OSError as error:
        why = "已经有别的程序在用" if error.errno == errno.EADDRINUSE else error.strerror
        raise OSError(f"{host}:{port} 听不了，{why}。请改 server.host 或 server.port。") from error


def _address(config: Config, runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  # 只是显示
    return f"http://{shown}:{port}"


def _announce(config: Config, address: str) -> None:
    if config.server.sandbox:
        print(f"守望起来了。沙盒页面：{address}/sandbox  （按 Ctrl+C 停）", flush=True)  # noqa: T201  # 给启动它的人看
    logger.info("listening", url=address)


def _stop_asked() -> asyncio.Event:
    """Set by SIGTERM and SIGINT, from before anybody is told that we are there."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop


async def _chat(config: Config) -> int:
    async with running(config) as app:
        village = DemoVillage(app, directory.read(config.village.file))
        await chat.terminal(village)
    return 0
