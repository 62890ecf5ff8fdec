"""api.weixin.qq.com, as far as a village needs it: tokens and customer-service messages."""

import json
import re
from typing import Any

from tests.kit.platform.clock import Ticking
from tests.kit.platform.feed import Feed
from tests.kit.platform.host import OK, ApiHost, Call, failed
from tests.kit.platform.tokens import Token, TokenDesk
from tests.kit.platform.windows import Windows

STABLE_TOKEN = "/cgi-bin/stable_token"
OLD_TOKEN = "/cgi-bin/token"
CUSTOM_SEND = "/cgi-bin/message/custom/send"
LIMIT = 2048
_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")


class WeChatApi:
    """`followers` are those who ever wrote or followed; `deaf` are those who refuse messages."""

    def __init__(self, clock: Ticking, feed: Feed) -> None:
        self.host = ApiHost(clock)
        self.tokens = TokenDesk(clock, revoked_code=40001)
        self.windows = Windows(clock)
        self.app_id = self.app_secret = ""
        self.followers: set[str] = set()
        self.gone: set[str] = set()
        self.deaf: set[str] = set()
        self._feed = feed
        self.host.serve("POST", STABLE_TOKEN, "token", self._stable_token)
        self.host.serve("GET", OLD_TOKEN, "token", self._old_token)
        self.host.serve("POST", CUSTOM_SEND, "send", self._custom_send)

    def _stable_token(self, call: Call) -> dict[str, Any]:
        asked = _object(call.body)
        if asked.get("grant_type") != "client_credential":
            return failed(40002, "invalid grant_type")
        return self._issue(asked.get("appid"), asked.get("secret"), bool(asked.get("force_refresh")))

    def _old_token(self, call: Call) -> dict[str, Any]:
        return self._issue(call.query.get("appid"), call.query.get("secret"), force=False)

    def _issue(self, app_id: object, secret: object, force: bool) -> dict[str, Any]:
        self.tokens.requests += 1
        if app_id != self.app_id:
            return failed(40013, "invalid appid")
        if secret != self.app_secret:
            return failed(40001, "invalid credential")
        token: Token | None = self.tokens.force() if force else self.tokens.ask()
        if token is None:
            return failed(45009, "reach max api daily quota limit")
        return {"access_token": token.text, "expires_in": self.tokens.left(token)}

    def _custom_send(self, call: Call) -> dict[str, Any]:
        code = self.tokens.check(call.query.get("access_token", "")) or self._check(call.body)
        if code:
            return failed(code)
        letter = _object(call.body)
        self._feed.tell(letter["touser"], letter["text"]["content"])
        return OK

    def _check(self, body: bytes) -> int:
        if _ESCAPE.search(body):
            return 40033
        letter = _object(body)
        content = letter.get("text", {}).get("content") if isinstance(letter.get("text"), dict) else None
        if not letter:
            return 47001
        if letter.get("msgtype") != "text":
            return 40008
        if not isinstance(content, str) or not content:
            return 44004
        return 45002 if len(content.encode()) > LIMIT else self._check_receiver(letter.get("touser"))

    def _check_receiver(self, name: object) -> int:
        if not isinstance(name, str) or name not in self.followers | self.gone:
            return 40003
        if name in self.gone:
            return 43004
        return 48002 if name in self.deaf else self.windows.spend(name)


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body; empty when it is none."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
