"""公众号: villagers talk, the account's URL is called, and what it answers reaches their phones."""

from dataclasses import dataclass
from datetime import timedelta

from tests.kit.platform.clock import Ticking
from tests.kit.platform.faults import Trouble
from tests.kit.platform.feed import Feed
from tests.kit.platform.letters import Letter, Letters
from tests.kit.platform.postman import Answer, Callback, Postman
from tests.kit.platform.wechat_api import WeChatApi
from tests.kit.platform.wechat_wire import BadReply, Mode, WeChatWire

__all__ = ["FAULT_NOTICE", "Mode", "WeChatSurface"]

FAULT_NOTICE = "该公众号提供的服务出现故障，请稍后再试"
TRIES = 3  # requests in total, the first included
BETWEEN_TRIES = timedelta(seconds=5)


@dataclass(slots=True)
class Unanswered:
    """A letter our server did not answer with HTTP 200 in time."""

    letter: Letter
    tries: int = 1


class WeChatSurface:
    """`url` is the bot's callback URL. `wire` holds token, key and ids; set `wire.mode` for the three modes."""

    def __init__(self, clock: Ticking) -> None:
        self.url = ""
        self.app_secret = "secret-of-the-village-account-0000"
        self.wire = WeChatWire(clock)
        self.letters = Letters(clock, self.wire.original_id)
        self.postman = Postman("text/xml")
        self.feed = Feed()
        self.api = WeChatApi(clock, self.feed)
        self.unanswered: list[Unanswered] = []
        self.complaints: list[str] = []  # why villagers saw the fault notice
        self.requests = 0  # callbacks posted, retries included
        self.clock = clock

    async def start(self) -> None:
        self.api.app_id, self.api.app_secret = self.wire.app_id, self.app_secret
        await self.api.host.start()

    async def close(self) -> None:
        await self.postman.close()
        await self.api.host.close()

    @property
    def api_base(self) -> str:
        return self.api.host.base

    @property
    def token_requests(self) -> int:
        return self.api.tokens.requests

    @property
    def sends(self) -> int:
        """Customer-service calls that reached us, refused ones included."""
        return self.api.host.count("/cgi-bin/message/custom/send")

    def seen(self, openid: str) -> list[str]:
        return self.feed.of(openid)

    async def until_seen(self, openid: str, part: str, within: float = 5.0) -> str:
        return await self.feed.until(openid, part, within)

    def fail_next(self, fault: int | Trouble, times: int = 1, *, at: str = "send") -> None:
        """The next answers of `send` or `token` carry this errcode, or go wrong in this way."""
        self.api.host.faults.add(fault, times, at)

    def revoke_tokens(self) -> None:
        self.api.tokens.revoke()

    async def greet(self, echostr: str = "4375120948345356249") -> bool:
        """The console's check of the URL: is the echostr given back, to the byte?"""
        answer = await self.postman.carry(self.url, self.wire.greeting(echostr))
        return answer.status == 200 and answer.body == echostr.encode()

    async def says(self, openid: str, words: str, *, msg_id: int | None = None) -> list[str]:
        """Somebody writes. Returns what came to their phone because of it."""
        return await self.sends_letter(self.letters.text(openid, words, msg_id=msg_id))

    async def sends_letter(self, letter: Letter) -> list[str]:
        """Somebody does anything: see `letters`."""
        before = len(self.seen(letter.sender))
        self.happened(letter)
        if not self._take(letter, await self.post(self.wire.compose(letter))):
            self.unanswered.append(Unanswered(letter))
        return self.seen(letter.sender)[before:]

    async def retry(self) -> None:
        """Five seconds later: every unanswered letter once more, the same MsgId in a new envelope."""
        self.clock.advance(BETWEEN_TRIES)
        waiting, self.unanswered = self.unanswered, []
        for late in waiting:
            late.tries += 1
            if self._take(late.letter, await self.post(self.wire.compose(late.letter))):
                continue
            if late.tries < TRIES:
                self.unanswered.append(late)
            else:
                self._complain(late.letter, "no answer in three tries")

    async def post(self, callback: Callback) -> Answer:
        """One bare request, for forgeries and repeats; nobody sees its answer."""
        self.requests += 1
        return await self.postman.carry(self.url, callback)

    def happened(self, letter: Letter) -> None:
        """What the letter changes at the platform itself: who follows, which window is open."""
        leaving = ("Event", "unsubscribe") in letter.fields
        self.api.gone.discard(letter.sender)
        self.api.followers.add(letter.sender)
        if leaving:
            self.api.gone.add(letter.sender)
            self.api.windows.close(letter.sender)
        if letter.opens is not None:
            self.api.windows.open(letter.sender, letter.opens)

    def _take(self, letter: Letter, answer: Answer) -> bool:
        if answer.status != 200:
            return False
        try:
            text = self.wire.read(letter, answer)
        except BadReply as why:
            self._complain(letter, str(why))
        else:
            if text:
                self.feed.tell(letter.sender, text)
        return True

    def _complain(self, letter: Letter, why: str) -> None:
        self.complaints.append(why)
        self.feed.tell(letter.sender, FAULT_NOTICE)
