"""The program as it is, but that new logbooks have a cheap key: ``python cheaply.py COMMAND``.

For tests that start it hundreds of times, and are about something else than stretching.
"""

from __future__ import annotations

from balintlog.vault import key_stretching

key_stretching.SHIPPED = key_stretching.Stretching(passes=1, lanes=1, memory_kib=19 * 1024)

from balintlog.__main__ import main  # noqa: E402 - after the line that makes it cheap

if __name__ == "__main__":
    main()
