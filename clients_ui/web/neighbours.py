"""The clients before and after one in the list that its page was opened from, and where it stands there.

The form carries them: a client that was mended has left a filtered list, and its neighbours could not be found again.
"""

import re
from dataclasses import dataclass

from django.http import HttpRequest

from clients_ui.reading import listing
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import FOLLOWING, PAGE_SIZE, Place
from clients_ui.web.links import client_url, list_state

CARRIED = re.compile(
    f"([1-9][0-9]{{0,8}})/([1-9][0-9]{{0,8}}),([1-9][0-9]{{0,17}})?((?:,[1-9][0-9]{{0,17}}){{0,{FOLLOWING}}})"
)
ONWARD = "onward"
"""The parameter of an address to which "Save and next" leads: where there is no client, it leads on."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the page of a client shows of its `place` in a list, which is asked for by `query`."""

    query: ListQuery
    place: Place

    @property
    def carried(self) -> str:
        """The value of the form's hidden field."""
        number, total, previous, following = self.place
        return f"{number}/{total}," + ",".join(map(str, (previous or "", *following)))

    @property
    def previous(self) -> str:
        """The page of the client before this one; "" for none."""
        return self._url(self.place.previous, self.place.number - 1)

    @property
    def next(self) -> str:
        """The page of the client after this one; "" for none."""
        return self._url(next(iter(self.place.following), None), self.place.number + 1)

    def onward(self) -> str:
        """The page of the next client that is still in the list; "" for none."""
        query = self.query.at(self._page(self.place.number))
        return self._url(listing.still_there(query, self.place.following), self.place.number + 1, **{ONWARD: ""})

    def _url(self, pk: int | None, number: int, **parameters: str) -> str:
        return client_url(self.query.at(self._page(number)), pk, **parameters) if pk else ""

    @staticmethod
    def _page(number: int) -> int:
        return (number - 1) // PAGE_SIZE + 1


def neighbours(request: HttpRequest, pk: int) -> Neighbours | None:
    """Those of a client on its page, as the posted form carries them; None where they are not known."""
    query = list_state(request)
    place = _carried(request) if request.method == "POST" else listing.place(query, pk)
    return Neighbours(query, place) if place else None


def _carried(request: HttpRequest) -> Place | None:
    found = CARRIED.fullmatch(request.POST.get("neighbours", ""))
    if found is None:
        return None
    following = tuple(map(int, filter(None, found[4].split(","))))
    return Place(int(found[1]), int(found[2]), int(found[3]) if found[3] else None, following)
