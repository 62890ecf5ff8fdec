"""The web server: callbacks in, answers out; health and metrics. The edge is thin: requests become values and back."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.app import App
from bot.channels.base import MAX_BODY, Receiver, Refused, Request
from bot.channels.base import Response as Answer
from bot.metrics import OUTBOX, REFUSED
from care.message import SILENCE

HEALTHY_WITHIN = 2.0  # 秒；数据库这么久不应，就不要再往这里送消息

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger("server")
_dumps = json.JSONEncoder(ensure_ascii=False).encode


def web_app(app: App, *extra: web.RouteDef) -> web.Application:
    site = web.Application(client_max_size=MAX_BODY)
    for receiver in app.receivers:
        site.router.add_get(receiver.path, _greet(receiver))
        site.router.add_post(receiver.path, _receive(receiver, app))
    site.router.add_get("/healthz", _health(app))
    site.router.add_get("/metrics", _metrics(app))
    site.router.add_routes(extra)
    return site


def _response(answer: Answer) -> web.Response:
    return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)


def _refused(receiver: Receiver, refusal: Refused) -> web.Response:
    reason = type(refusal).__name__
    REFUSED.labels(receiver.path, reason).inc()
    log.warning("refused", path=receiver.path, reason=reason, code=refusal.code)
    return web.Response(status=refusal.status)


def _greet(receiver: Receiver) -> Handle:
    async def greet(request: web.Request) -> web.Response:
        try:
            return _response(receiver.greet(Request("GET", request.query)))
        except Refused as refusal:
            return _refused(receiver, refusal)

    return greet


def _receive(receiver: Receiver, app: App) -> Handle:
    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        try:
            delivery = receiver.receive(Request("POST", request.query, body))
        except Refused as refusal:
            return _refused(receiver, refusal)
        if delivery.message is None:
            return _response(receiver.render(delivery, SILENCE))
        try:
            reply = await app.answer(delivery.message)
        except Exception:
            log.exception("not stored", path=receiver.path)
            return web.Response(status=500)
        return _response(receiver.render(delivery, reply))

    return receive


def _health(app: App) -> Handle:
    async def health(_: web.Request) -> web.Response:
        try:
            await asyncio.wait_for(app.store.run(lambda unit: unit.places.all()), HEALTHY_WITHIN)
        except Exception:
            log.exception("not healthy")
            return web.json_response({"storage": "unavailable"}, status=503)
        fault = app.understanding.fault
        return web.json_response({"storage": "ok"} | ({"words": fault} if fault else {}), dumps=_dumps)

    return health


def _metrics(app: App) -> Handle:
    from prometheus_client import generate_latest

    async def metrics(_: web.Request) -> web.Response:
        for state, number in (await app.store.run(lambda unit: unit.outbox.counts())).items():
            OUTBOX.labels(state).set(number)
        return web.Response(body=generate_latest(), headers={"Content-Type": "text/plain; version=0.0.4"})

    return metrics
