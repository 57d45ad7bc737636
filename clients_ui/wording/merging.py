"""Two clients that become one: what stands in the way, and what came of it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients_ui.client.record import FIELDS
from clients_ui.wording.labels import label

ONE_NAME = _(
    "Both are called “%(name)s”. Projects refer to a client by its name, so nobody can tell whose they are. "
    "Give one of the two another name in TimeTrack first."
)
PROJECTS_UNKNOWN = _(
    "Whether these two have projects could not be looked up, so neither of them can be deleted now. "
    "Try again in a moment."
)
HAS_PROJECTS = _(
    "“%(name)s” has projects, which refer to it by its name, so it cannot be deleted. "
    "Keep this one, or give its projects to the other client in TimeTrack first."
)
BOTH_HAVE = _(
    "Both have projects, which refer to a client by its name, so neither can be deleted. "
    "Give the projects of one to the other in TimeTrack first."
)


def too_old() -> str:
    """The page cannot be used any more."""
    return gettext("Nothing was merged: this page is too old, or not yours. Look at both, then confirm once more.")


def gone(kept: str, other: str, *, saved: bool) -> str:
    """One of the two is not there any more; `saved`: the kept one was written to before that."""
    if not saved:
        return gettext("Nothing was merged: one of the two is not there any more.")
    said = gettext("“{kept}” was saved with what you chose; somebody else deleted “{other}” meanwhile.")
    return said.format(kept=kept, other=other)


def changed() -> str:
    """The two are not what was shown."""
    return gettext(
        "Nothing was merged: somebody else changed one of them meanwhile. Look at both, then confirm once more."
    )


def barred(why: Promise | str) -> str:
    """It cannot be done as it was chosen."""
    return f"{gettext('Nothing was merged.')} {why}"


def stopped(kept: str, other: str, *, saved: bool, deleting: bool, unclear: bool) -> str:
    """A merge that stopped on its way: what is there now."""
    match saved, deleting, unclear:
        case True, True, True:
            said = gettext("“{kept}” was saved with what you chose, but whether “{other}” was deleted is unclear.")
        case False, True, True:
            said = gettext("It is unclear whether “{other}” was deleted. “{kept}” is as it was.")
        case _, False, True:
            said = gettext("It is unclear whether “{kept}” was saved with what you chose. “{other}” was not deleted.")
        case True, True, False:
            said = gettext("“{kept}” was saved, but “{other}” was not deleted: both are still there.")
        case True, False, False:
            said = gettext(
                "“{kept}” was saved, but not with all that you chose, so “{other}” was not deleted: "
                "both are still there."
            )
        case _:
            said = gettext("Nothing was merged.")
    return said.format(kept=kept, other=other)


def held() -> str:
    """Why a merge waits: a worker is at the pair, or was at it a moment ago and was broken off."""
    return gettext("These two are being merged already. Look at them again in a moment.")


def not_as_shown() -> str:
    """Why the other one was not deleted: one of the two changed after the kept one was saved."""
    return gettext("Somebody else changed one of the two meanwhile. Look at both, then confirm once more.")


def done_otherwise() -> str:
    """Why the kept one was not saved: what a merge that was broken off wrote to it is there by now."""
    return gettext("An earlier attempt to merge these two saved other values. Look at both, then confirm once more.")


def reasons(problems: Mapping[str, str]) -> list[str]:
    """Why it stopped: field, or "" → sentence."""
    return [f"{label(FIELDS[name])}: {text}" if name in FIELDS else text for name, text in problems.items()]
