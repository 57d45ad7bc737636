"""Two clients that somebody merges: what must be true after it, whatever failed and whoever else was there."""

import re

from tests.two_people import Happened, Person, alike, form_on
from ttdash.sandbox.state import FORBIDDEN_ON_UPDATE, PARAMETERS

MAY_CHANGE = [name for name in PARAMETERS if name not in FORBIDDEN_ON_UPDATE]


def two_of(ids: list[int], which: int) -> tuple[int, int]:
    """Two of these clients, in either order."""
    one = ids[which % len(ids)]
    return one, [id_ for id_ in ids if id_ != one][which % (len(ids) - 1)]


def opened(person: Person, two: tuple[int, int], choices: list[str]) -> dict[str, str] | None:
    """The form of a pair as it was filled in, with what TimeTrack holds of it; None where there is none."""
    happened = person.visit(f"/clients/merge/?a={two[0]}&b={two[1]}")
    assert happened.writes == []
    form = form_on(happened.page)
    if "keep" not in form:
        assert happened.page.status_code != 200
        return None
    names = sorted(name for name in form if name == "keep" or name.startswith("use-"))
    chosen = {name: choices[at % len(choices)] for at, name in enumerate(names) if at % 3 or name == "keep"}
    return form | chosen | {"seen": {id_: dict(happened.after[id_]) for id_ in two}}


def press(person: Person, two: tuple[int, int], form: dict) -> tuple[str, dict] | None:
    """Merge them: the run, and what the deleted one held, where it succeeded."""
    seen = form.pop("seen")
    happened = person.visit(f"/clients/merge/?a={two[0]}&b={two[1]}", form | {"_merge": ""}, most=2)
    kept, other = two if form["keep"] == "a" else two[::-1]
    words = " ".join(sentence for _, sentence in happened.said)
    assert not happened.new
    assert happened.gone <= {other}
    assert all(id_ == kept and name in MAY_CHANGE for id_, name in happened.changed)
    if happened.gone:
        nothing_is_lost(happened, form, seen, kept, other)
    if "Nothing was merged" in words:
        assert not happened.changed | happened.gone
    elif "both are still there" in words:
        assert not happened.gone
    elif not re.search("unclear", words):
        assert happened.gone == {other}
        assert "was merged into" in words
    if "was merged into" not in words:
        return None
    run = re.search(r'href="/runs/([^/"]+)/">Undo', happened.page.content.decode())[1]
    return run, happened.before.get(other, {})


def nothing_is_lost(happened: Happened, form: dict, seen: dict, kept: int, other: int) -> None:
    """Nobody deletes or overwrites what they did not see, and the one that stays has all that was chosen."""
    sides = {form["keep"]: seen[kept], "b" if form["keep"] == "a" else "a": seen[other]}
    for name in PARAMETERS:
        assert (happened.before[other].get(name) or "") == (seen[other].get(name) or "")
        assert (happened.before[kept].get(name) or "") == (seen[kept].get(name) or "")
    for name in MAY_CHANGE:
        holds, use = happened.after[kept].get(name), form.get(f"use-{name}", form["keep"])
        if use == "both":
            assert all(str(side[name]).strip() in str(holds) for side in sides.values())
        elif f"use-{name}" in form:
            assert alike(name, holds, sides[use].get(name))
        else:
            assert alike(name, holds, seen[kept].get(name))


def undo(person: Person, run: str, held: dict) -> None:
    """Undo it in good weather: there are two again, unless TimeTrack refuses that name or somebody edited the one."""
    happened = person.visit(f"/runs/{run}/", {"_undo": ""}, most=2)
    assert happened.gone == set()
    switches = person.sandbox.switches
    if not (switches.unique_names or switches.checks_values or switches.max_length or switches.trims):
        (new,) = happened.new
        assert all(alike(name, happened.after[new].get(name), held.get(name)) for name in PARAMETERS)
