"""A stand-in for Tencent's sending side: takes every message, says ok after a believable while. Counts nothing."""

import argparse
import asyncio
import itertools

import uvloop
from aiohttp import web

from benchmarks import machine

DELAY = 0.03  # seconds; a round trip to the real platform


async def take(request: web.Request) -> web.Response:
    await request.read()
    await asyncio.sleep(DELAY)
    number = next(request.app[COUNTER])
    ok = {"errcode": 0, "errmsg": "ok", "access_token": "t" * 64, "expires_in": 7200, "msgid": f"m{number}"}
    return web.json_response(ok)


COUNTER = web.AppKey("counter", itertools.count)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    machine.pin(machine.LOAD_CORE)
    app = web.Application()
    app[COUNTER] = itertools.count(1)
    app.router.add_route("*", "/{anything:.*}", take)
    uvloop.install()
    web.run_app(app, host="127.0.0.1", port=options.parse_args().port, access_log=None, print=None)


if __name__ == "__main__":
    main()
