"""APScheduler as a clock, not a database: it says that a minute has passed. What is due is a question to our tables."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

MINUTE = 60


def every_minute(tick: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    """Call `tick` every minute, never twice at once; a late or missed call is made up by one. Returns how to stop."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(tick, "interval", seconds=MINUTE, max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.start()

    def stop() -> None:
        scheduler.shutdown(wait=False)

    return stop
