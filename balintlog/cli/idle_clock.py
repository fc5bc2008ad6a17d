"""The idle clock: how long it is since somebody typed, by whichever clock says more."""

from __future__ import annotations

import time

# CLOCK_MONOTONIC stands still on Linux while a laptop sleeps, and CLOCK_BOOTTIME goes on.
# Elsewhere the time of day tells; if somebody sets it forward, that only locks too early.
BOOTTIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)


class IdleError(Exception):
    """Nobody has typed for too long; ``half`` is what was typed before."""

    def __init__(self, half: str = "") -> None:
        super().__init__()
        self.half = half


class IdleClock:
    """Counts the seconds since it was last started."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin to count anew."""
        self._started = _times()

    @property
    def seconds(self) -> float:
        """The seconds since then, by the clock that counts most of them."""
        return max(now - then for now, then in zip(_times(), self._started, strict=True))


def _times() -> tuple[float, ...]:
    """Return the seconds of each clock there is, each from a beginning of its own."""
    times = time.monotonic(), time.time()
    return times if BOOTTIME is None else (*times, time.clock_gettime(BOOTTIME))
