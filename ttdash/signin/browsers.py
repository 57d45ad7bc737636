"""What people call a browser, by what it says of itself. A hint and no more: a browser may say anything."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ua_parser import PartialResult


@cache
def _look_up() -> "Callable[[str], PartialResult]":
    """Look in the library's tables, of which each pattern is compiled when it is first tried."""
    # With all that it brings along, a tenth of what a worker does until it serves
    from ua_parser import BasicResolver, Domain, Parser  # noqa: PLC0415
    from ua_parser.loaders import load_lazy_builtins  # noqa: PLC0415

    parser = Parser(BasicResolver(load_lazy_builtins()))
    return lambda said: parser(said, Domain.USER_AGENT | Domain.OS)


def called(said: str) -> str:
    """Browser and system, as "Firefox 133, Linux"; where the browser is not known, what it said (`User-Agent`).

    No version of the system: each Windows since 2015 says 10.
    """
    found = _look_up()(said)
    if not found.user_agent:
        return said
    browser = f"{found.user_agent.family} {found.user_agent.major or ''}".strip()
    return f"{browser}, {found.os.family}" if found.os else browser
