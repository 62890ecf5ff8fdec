"""WeRoBot's own text echo, encrypted mode, mounted in aiohttp + uvloop. Stores nothing.

Mounted as WeRoBot mounts itself elsewhere (`werobot.contrib`): check the signature, `parse_message`,
`get_encrypted_reply`. Sessions are off, which is the fastest it can be.
"""

import argparse

import uvloop
import werobot
from aiohttp import web

from benchmarks import wire

robot = werobot.WeRoBot(token=wire.TOKEN, encoding_aes_key=wire.AES_KEY, app_id=wire.APP_ID)
robot.config["SESSION_STORAGE"] = False


@robot.text
def echo(message: werobot.messages.messages.TextMessage) -> str:
    return message.content


async def callback(request: web.Request) -> web.Response:
    query = request.query
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not robot.check_signature(stamp, nonce, query.get("signature", "")):
        return web.Response(status=403)
    message = robot.parse_message(
        await request.text(), timestamp=stamp, nonce=nonce, msg_signature=query.get("msg_signature", "")
    )
    return web.Response(text=robot.get_encrypted_reply(message), content_type="application/xml")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    app = web.Application()
    app.router.add_post("/", callback)
    uvloop.install()
    web.run_app(app, host="127.0.0.1", port=options.parse_args().port, access_log=None, print=None)


if __name__ == "__main__":
    main()
