"""What people see on their phones."""

import asyncio
from collections import defaultdict


class Feed:
    """The texts that reached each name, in order."""

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = defaultdict(list)
        self._news = asyncio.Event()

    def of(self, name: str) -> list[str]:
        return list(self._texts[name])

    def tell(self, name: str, text: str) -> int:
        """Returns the place of the new text, for `amend`."""
        self._texts[name].append(text)
        self._ring()
        return len(self._texts[name]) - 1

    def amend(self, name: str, place: int, text: str) -> None:
        """The same bubble, growing."""
        self._texts[name][place] = text
        self._ring()

    async def until(self, name: str, part: str, within: float) -> str:
        """The first text of `name` that contains `part`, once it is there; TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while True:
                for text in self._texts[name]:
                    if part in text:
                        return text
                await self._news.wait()

    def _ring(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
