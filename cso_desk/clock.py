"""The only source of the present moment, so that tests can set it."""

from datetime import date, datetime, timedelta


class Clock:
    """The machine's clock in local time."""

    def now(self) -> datetime:
        """Return the present moment, aware, with the local offset."""
        return datetime.now().astimezone()

    def today(self) -> date:
        """Return the local calendar day."""
        return self.now().date()


class FixedClock(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment if moment.tzinfo else moment.astimezone()

    def now(self) -> datetime:
        """Return the moment that was set."""
        return self._moment

    def advance(self, seconds: float) -> None:
        """Move forward (or back, if negative) by `seconds`."""
        self._moment += timedelta(seconds=seconds)
