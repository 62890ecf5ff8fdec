"""企业微信自建应用, sending: gettoken and message/send, with the losses the real one does not report."""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from tests.kit.platform.clock import Ticking
from tests.kit.platform.faults import Trouble
from tests.kit.platform.feed import Feed
from tests.kit.platform.host import OK, ApiHost, Call, failed
from tests.kit.platform.tokens import TokenDesk

GET_TOKEN = "/cgi-bin/gettoken"
SEND = "/cgi-bin/message/send"
CONTENT_LIMIT = 2048  # UTF-8 bytes; the rest is cut without a word
MEMBER_RATES = ((30, timedelta(minutes=1)), (1000, timedelta(hours=1)))
DUPLICATE_INTERVAL = 1800  # seconds, when the request names none


class WeComSurface:
    """`hire` members first: a text to anybody else comes back in `invaliduser`."""

    def __init__(self, clock: Ticking) -> None:
        self.corp_id = "ww0000000000000b02"
        self.corp_secret = "secret-of-the-station-app-0000"
        self.agent_id = 1000002
        self.members: set[str] = set()
        self.refused: dict[str, str] = {}  # member → the list of the answer they are named in, errcode 0 all the same
        self.dropped = 0  # over the member's rate, answered with errcode 0 all the same
        self.truncated = 0
        self.swallowed = 0  # by the duplicate check
        self.feed = Feed()
        self.host = ApiHost(clock)
        self.tokens = TokenDesk(clock, revoked_code=40014, overlap=timedelta(0))
        self.clock = clock
        self._sent_at: dict[str, list[datetime]] = defaultdict(list)
        self._said: dict[tuple[str, str], datetime] = {}
        self.host.serve("GET", GET_TOKEN, "token", self._get_token)
        self.host.serve("POST", SEND, "send", self._send)

    async def start(self) -> None:
        await self.host.start()

    async def close(self) -> None:
        await self.host.close()

    @property
    def api_base(self) -> str:
        return self.host.base

    @property
    def token_requests(self) -> int:
        return self.tokens.requests

    @property
    def sends(self) -> int:
        return self.host.count(SEND)

    def hire(self, *userids: str) -> None:
        self.members.update(name.lower() for name in userids)

    def seen(self, userid: str) -> list[str]:
        return self.feed.of(userid.lower())

    async def until_seen(self, userid: str, part: str, within: float = 5.0) -> str:
        return await self.feed.until(userid.lower(), part, within)

    def fail_next(self, fault: int | Trouble, times: int = 1, *, at: str = "send") -> None:
        """The next answers of `send` or `token` carry this errcode, or go wrong in this way."""
        self.host.faults.add(fault, times, at)

    def revoke_tokens(self) -> None:
        self.tokens.revoke()

    def _get_token(self, call: Call) -> dict[str, Any]:
        self.tokens.requests += 1
        if call.query.get("corpid") != self.corp_id:
            return failed(40013, "invalid corpid")
        if call.query.get("corpsecret") != self.corp_secret:
            return failed(40001, "invalid credential")
        token = self.tokens.ask()
        return OK | {"access_token": token.text, "expires_in": self.tokens.left(token)}

    def _send(self, call: Call) -> dict[str, Any]:
        code = self.tokens.check(call.query.get("access_token", ""))
        if code:
            return failed(code)
        try:
            letter = json.loads(call.body)
        except ValueError:
            return failed(47001, "data format error")
        code = self._check(letter)
        return failed(code) if code else self._deliver(letter)

    def _check(self, letter: dict[str, Any]) -> int:
        if letter.get("agentid") != self.agent_id:
            return 40056
        if letter.get("msgtype") != "text":
            return 40008
        return 0 if letter.get("text", {}).get("content") else 44004

    def _deliver(self, letter: dict[str, Any]) -> dict[str, Any]:
        names = [name.lower() for name in letter.get("touser", "").split("|") if name]
        strangers = [name for name in names if name not in self.members]
        if len(strangers) == len(names):
            return failed(81013, "user & party & tag all invalid")
        told = dict.fromkeys(strangers, "invaliduser") | {n: self.refused[n] for n in names if n in self.refused}
        for name in names:
            if name not in told:
                self._tell(name, letter)
        return OK | {"msgid": f"MSG{self.sends}", **_named(told)}

    def _tell(self, name: str, letter: dict[str, Any]) -> None:
        content: str = letter["text"]["content"]
        if letter.get("enable_duplicate_check") and self._is_repeat(name, content, letter):
            self.swallowed += 1
        elif self._is_too_fast(name):
            self.dropped += 1
        else:
            kept = content.encode()[:CONTENT_LIMIT].decode(errors="ignore")
            self.truncated += kept != content
            self.feed.tell(name, kept)

    def _is_repeat(self, name: str, content: str, letter: dict[str, Any]) -> bool:
        """The check looks at the words: an honest second reminder in the same words is a repeat too."""
        now = self.clock.now()
        within = timedelta(seconds=int(letter.get("duplicate_check_interval", DUPLICATE_INTERVAL)))
        before = self._said.get((name, content))
        self._said[name, content] = now
        return before is not None and now - before < within

    def _is_too_fast(self, name: str) -> bool:
        now = self.clock.now()
        sent = self._sent_at[name]
        if any(sum(now - at < within for at in sent) >= most for most, within in MEMBER_RATES):
            return True
        sent.append(now)
        return False


def _named(refused: dict[str, str]) -> dict[str, str]:
    """Who was not reached, by the list that says so."""
    lists = ("invaliduser", "invalidparty", "invalidtag", "unlicenseduser")
    return {part: "|".join(name for name, where in refused.items() if where == part) for part in lists}
