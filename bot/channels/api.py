"""How we speak to a platform: one JSON call, an access_token, and an errcode inside HTTP 200."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import aiohttp

from bot.channels.base import Busy, Misconfigured, Parcel, ReceiverUnknown, Rejected, SendFailed, Unconfirmed
from bot.channels.errcodes import Codes
from bot.channels.fields import legal

Session = Callable[[], aiohttp.ClientSession]
Answer = Mapping[str, object]

TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=4)
_EARLY = 300.0  # 到期前五分钟换：平台在这五分钟里新旧两个都认
_SAID = 200


def new_session() -> aiohttp.ClientSession:
    """Few connections: hundreds of parallel calls are answered with 45033. Idle ones go before a proxy cuts them."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=20, keepalive_timeout=15))


def errcode(answer: Answer) -> int:
    """-1 (busy) where there is none: whoever sent that was not the platform, and took nothing."""
    code = answer.get("errcode")
    return code if isinstance(code, int) else -1


def checked_text(parcel: Parcel, limit: int) -> str:
    """What may go out, or Rejected: the platforms cut a long text silently, and refuse an empty one."""
    text = legal(parcel.text)
    if parcel.group is not None:
        raise ReceiverUnknown("this surface cannot speak in a group")
    if not text.strip():
        raise Rejected("empty text")
    if (size := len(text.encode())) > limit:
        raise Rejected(f"text of {size} bytes, at most {limit}")
    return text


class Line:
    """HTTP to one platform. The session is opened at the first call, in the loop that calls."""

    def __init__(self, base: str, session: Session = new_session, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        self._base = base.rstrip("/")
        self._open = session
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def exchange(self, path: str, query: Mapping[str, str], body: Mapping[str, object] | None = None) -> Answer:
        """POST `body`, or GET without one. Raises Busy if it cannot have arrived or was not understood there,
        Unconfirmed if it may have. Neither names the address or is chained to what does: both hold secrets.
        """
        try:
            return await self._fetch(path, query, body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ValueError) as trouble:
            failure: SendFailed = Busy(type(trouble).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError) as trouble:
            failure = Unconfirmed(type(trouble).__name__)
        raise failure

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _fetch(self, path: str, query: Mapping[str, str], body: Mapping[str, object] | None) -> Answer:
        if self._session is None or self._session.closed:
            self._session = self._open()
        async with self._session.request(
            "GET" if body is None else "POST",
            self._base + path,
            params=query,
            data=None if body is None else _encoded(body),
            headers=None if body is None else {"Content-Type": "application/json; charset=utf-8"},
            timeout=self._timeout,
            allow_redirects=False,  # 地址里有凭据，不跟着走
        ) as response:
            if response.status >= 500:
                raise Busy(f"HTTP {response.status}")
            return _answer(await response.read(), response.status)


def _encoded(body: Mapping[str, object]) -> bytes:
    r"""Raw UTF-8: the 公众号 refuses \uXXXX with 40033."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _answer(body: bytes, status: int) -> Answer:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Unconfirmed(f"HTTP {status} without JSON")  # 有人收下了，只是答得看不懂
    return answer


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """An access_token and for how many seconds it is good."""

    value: str
    lasts: float


class TokenKeeper:
    """One access_token for all who ask. Whoever asks while one is being fetched shares it, or its failure.

    `fetch(refused)` asks the platform; `refused` is the token it will no longer take, or "".
    `now` is any clock in seconds that never goes back.
    """

    def __init__(self, fetch: Callable[[str], Awaitable[Token]], now: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._now = now
        self._value = ""
        self._until = 0.0
        self._under_way: asyncio.Task[str] | None = None

    async def token(self, refused: str = "") -> str:
        if self._value and self._value != refused and self._now() < self._until:
            return self._value
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._renew(refused))
            self._under_way.add_done_callback(_seen)
        return await asyncio.shield(self._under_way)

    async def close(self) -> None:
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.gather(self._under_way, return_exceptions=True)

    async def _renew(self, refused: str) -> str:
        token = await self._fetch(refused)
        self._value = token.value
        self._until = self._now() + token.lasts - min(_EARLY, token.lasts / 2)
        return token.value


def _seen(task: "asyncio.Task[str]") -> None:
    """Read the outcome even if every asker has gone, or asyncio complains when the task is collected."""
    if not task.cancelled():
        task.exception()


class Api:
    """Calls that need an access_token: a stale one is replaced and the call repeated, once.

    `secrets` are blacked out of whatever the platform says in an error.
    """

    def __init__(self, line: Line, codes: Codes, keeper: TokenKeeper, secrets: tuple[str, ...]) -> None:
        self._line = line
        self._codes = codes
        self._keeper = keeper
        self._secrets = secrets

    async def post(self, path: str, body: Mapping[str, object]) -> Answer:
        """The platform's answer when it took the call; else the `SendFailed` of its errcode."""
        token = await self._keeper.token()
        answer = await self._line.exchange(path, {"access_token": token}, body)
        if errcode(answer) in self._codes.stale:
            token = await self._keeper.token(refused=token)
            answer = await self._line.exchange(path, {"access_token": token}, body)
        if errcode(answer) not in self._codes.taken:
            raise failure(self._codes, answer, (token, *self._secrets))
        return answer

    async def close(self) -> None:
        await self._keeper.close()
        await self._line.close()


def failure(codes: Codes, answer: Answer, secrets: tuple[str, ...]) -> SendFailed:
    """errmsg goes along for the operator (of 60020 and 40164 it names the IP), cut and without our secrets."""
    said = str(answer.get("errmsg", ""))
    for secret in filter(None, secrets):
        said = said.replace(secret, "***")
    return codes.failure(errcode(answer), said[:_SAID])


async def fetched_token(
    line: Line, codes: Codes, path: str, query: Mapping[str, str], body: Mapping[str, object] | None, secret: str
) -> Token:
    """One token request. Time-outs are Busy, for nothing was sent to anybody; a code we do not know, Misconfigured."""
    try:
        answer = await line.exchange(path, query, body)
    except Unconfirmed as trouble:
        raise Busy(str(trouble)) from None
    value, lasts = answer.get("access_token"), answer.get("expires_in")
    if isinstance(value, str) and value and isinstance(lasts, int | float):
        return Token(value, lasts)
    if errcode(answer) in codes.errors:
        raise failure(codes, answer, (secret,))
    raise Misconfigured("no access_token in the answer", code=str(errcode(answer)))
