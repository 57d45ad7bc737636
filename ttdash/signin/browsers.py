"""What people call a browser, by what it says of itself. A hint and no more: a browser may say anything."""

from functools import cache

from ua_parser import BasicResolver, Domain, Parser
from ua_parser.loaders import load_lazy_builtins


@cache
def _parser() -> Parser:
    """The library's tables, of which each pattern is compiled when it is first tried."""
    return Parser(BasicResolver(load_lazy_builtins()))


def called(said: str) -> str:
    """Browser and system, as "Firefox 133, Linux"; where the browser is not known, what it said (`User-Agent`).

    No version of the system: each Windows since 2015 says 10.
    """
    found = _parser()(said, Domain.USER_AGENT | Domain.OS)
    if not found.user_agent:
        return said
    browser = f"{found.user_agent.family} {found.user_agent.major or ''}".strip()
    return f"{browser}, {found.os.family}" if found.os else browser
