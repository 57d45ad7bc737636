"""Which clients are likely the same one: by name, e-mail, phone. Pure: no I/O, no Django.

Alike are clients whose folded names are equal (legal forms are ignored), or that share an e-mail address or a phone
number with few others: what more than five share is a switchboard or the office@ of a group, and tells nothing. Alike
are also names that differ by a letter or two, if no digit differs ("Branch 12" and "Branch 13" are two) and both are in
one city or have one postcode, or nobody knows where one of them is. Being enabled or not does not matter.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl
from rapidfuzz.distance import Indel

from clients_ui.client.folding import folded, plain
from clients_ui.client.record import ClientRecord
from clients_ui.quality.findings import CANNOT_COPE, phone_number

MOST_SHARED = 5
MOST_EDITS = 2
"""Letters put in or taken out between two names that are near each other; another letter is both."""
LETTERS_PER_EDIT = 12
"""How many letters both names together have for each of them."""
APART = (1, 2, 3)
"""How far apart two names stand among all, read forwards or backwards, that are compared."""
SHORTEST_PHONE = 6
KEYS = {
    "like_name": pl.String,
    "like_digits": pl.UInt64,
    "like_mail": pl.UInt64,
    "like_phone": pl.UInt64,
    "like_city": pl.UInt64,
    "like_postcode": pl.UInt64,
}
"""What of a client is compared, as columns; null for none. All but the name is only compared whole, and so hashed."""

LENGTH = pl.col("like_name").str.len_chars().cast(pl.Int32).alias("length")
MAY_BE_NEAR = (
    pl.col("like_digits").eq_missing(pl.col("like_digits_b"))
    & ((pl.col("length") - pl.col("length_b")).abs() <= MOST_EDITS)
    & (pl.col("part").str.starts_with(pl.col("part_b")) | pl.col("part_b").str.starts_with(pl.col("part")))
)
IN_ONE_PLACE = (
    (pl.col("like_city") == pl.col("like_city_b"))
    | (pl.col("like_postcode") == pl.col("like_postcode_b"))
    | (pl.col("like_city").is_null() & pl.col("like_postcode").is_null())
    | (pl.col("like_city_b").is_null() & pl.col("like_postcode_b").is_null())
)
"""Of two clients side by side: one city, one postcode, or not known of one of them."""

Keys = tuple[str | None, int | None, int | None, int | None, int | None, int | None]


def keys(record: ClientRecord) -> Keys:
    """What of a client is compared with others, in the order of `KEYS`; nothing where that cannot be told."""
    try:
        return _keys(record)
    except CANNOT_COPE:
        return None, None, None, None, None, None


def _keys(record: ClientRecord) -> Keys:
    name, mail = folded(record.name), _text(record, "email").casefold()
    phone = _text(record, "phone")
    digits = "".join(filter(str.isdigit, phone))
    number = phone_number(phone, _text(record, "addressCountry")) or digits[: len(phone)]
    return (
        name or None,
        _hashed("".join(filter(str.isdigit, name))),
        _hashed(mail if "@" in mail else ""),
        _hashed(number if len(digits) >= SHORTEST_PHONE else ""),
        _hashed(plain(_text(record, "addressCity"))),
        _hashed(_text(record, "addressZipCode").replace(" ", "")),
    )


def _text(record: ClientRecord, name: str) -> str:
    return str(record[name] or "").strip()


def _hashed(text: str) -> int | None:
    return hash(text) & 0xFFFF_FFFF_FFFF_FFFF if text else None


def pairs(frame: pl.DataFrame) -> pl.DataFrame:
    """Positions `a` and `b` of clients that are alike; of several with one key each with the next of them alone."""
    rows = frame.select(*KEYS).with_row_index("row")
    return pl.concat(
        [
            _sharing(rows, "like_name", frame.height),
            _sharing(rows, "like_mail", MOST_SHARED),
            _sharing(rows, "like_phone", MOST_SHARED),
            _near(rows),
        ]
    )


def _sharing(rows: pl.DataFrame, key: str, most: int) -> pl.DataFrame:
    held = rows.select("row", key).drop_nulls().filter(pl.len().over(key).is_between(2, most)).sort(key, "row")
    followed = pl.col(key) == pl.col(key).shift(-1)
    return held.with_columns(a="row", b=pl.col("row").shift(-1)).filter(followed).select("a", "b")


def _near(rows: pl.DataFrame) -> pl.DataFrame:
    """Clients in one place whose names are near each other."""
    names = rows.select("like_name", "like_digits").drop_nulls("like_name").unique("like_name").with_columns(LENGTH)
    read, half = names["like_name"], names["length"] // 2 - 1
    backwards = pl.Series([name[::-1] for name in read], dtype=pl.String)  # a third of the time of str.reverse
    close = set[tuple[str, str]]()
    for order, part in ((read, read.str.head(half)), (backwards, backwards.str.head(half))):
        ordered = names.with_columns(part=part)[order.arg_sort()]
        for apart in APART:
            close.update(_close(ordered[:-apart], ordered[apart:]))
    there = rows.drop("like_mail", "like_phone", "like_digits")
    there = there.unique(["like_name", "like_city", "like_postcode"])  # those of one name are alike already
    both = pl.DataFrame(sorted(close), schema={"a": pl.String, "b": pl.String}, orient="row")
    both = both.join(there, left_on="a", right_on="like_name").join(
        there, left_on="b", right_on="like_name", suffix="_b"
    )
    return both.filter(IN_ONE_PLACE).select(a="row", b="row_b")


def _close(ones: pl.DataFrame, others: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """The names near each other of those that stand side by side in these two."""
    both = pl.concat([ones, others.select(pl.all().name.suffix("_b"))], how="horizontal").filter(MAY_BE_NEAR)
    names = both.select("like_name", "like_name_b").iter_rows()
    return ((one, other) for one, other in names if _is_near(one, other))


def _is_near(name: str, other: str) -> bool:
    edits = Indel.distance(name, other, score_cutoff=MOST_EDITS)
    return edits <= MOST_EDITS and edits * LETTERS_PER_EDIT <= len(name) + len(other)


def alike(frame: pl.DataFrame, record: ClientRecord) -> list[int]:
    """The positions of the clients that are like this one, itself left out.

    By the measure of `pairs`, but compared with all: where many names are alike it finds some that pairs have not.
    """
    return _alike(frame, dict(zip(KEYS, keys(record), strict=True)), record.id)


def alike_at(frame: pl.DataFrame, row: int) -> list[int]:
    """The positions of the clients that are like the one at this position."""
    own = frame.select("id", *KEYS).row(row, named=True)
    return _alike(frame, own, own["id"])


def may_be_alike(frame: pl.DataFrame, row: int, others: Collection[int]) -> bool:
    """Whether the client at this position is like one of these few, or would be if not too many shared its numbers."""
    if not others:
        return False
    rows = pl.Series([row, *others], dtype=pl.UInt32)
    own, *rest = pl.DataFrame({key: frame[key][rows] for key in KEYS}).to_dicts()
    shared = ("like_name", "like_mail", "like_phone")
    return any(any(own[key] == other[key] is not None for key in shared) or _is_near_to(other, own) for other in rest)


def on_the_brink(frame: pl.DataFrame, row: int) -> set[int]:
    """The positions of clients that share a number with the one at this position, if they are just too many with it."""
    found = set[int]()
    for key in ("like_mail", "like_phone") if row < frame.height else ():
        if (value := frame[key][row]) is not None:
            sharing = frame[key] == value
            found |= {*sharing.arg_true()} if sharing.sum() == MOST_SHARED + 1 else set()
    return found


def _alike(frame: pl.DataFrame, own: Mapping[str, Any], id_: int) -> list[int]:
    others = _perhaps_alike(frame, own, id_)
    found = {other["row"]: None for other in others if other["like_name"] == own["like_name"] is not None}
    for key in ("like_mail", "like_phone"):
        sharing = [other["row"] for other in others if other[key] == own[key] is not None]
        found |= dict.fromkeys(sharing) if len(sharing) < MOST_SHARED else {}  # it is one of them itself
    return [*(found | {other["row"]: None for other in others if _is_near_to(other, own)})]


def _perhaps_alike(frame: pl.DataFrame, own: Mapping[str, Any], id_: int) -> list[dict[str, Any]]:
    """The keys of the clients that share one with it, or the first or last half of its name; `row`: where they are."""
    either = [
        pl.lit(value=False),
        *(pl.col(key) == own[key] for key in ("like_mail", "like_phone") if own[key] is not None),
    ]
    name = str(own["like_name"] or "")
    half = len(name) // 2 - 1
    if half > 0:  # shorter ones are never near each other
        column, digits = pl.col("like_name"), pl.col("like_digits").eq_missing(pl.lit(own["like_digits"], pl.UInt64))
        as_long = (column.str.len_chars().cast(pl.Int32) - len(name)).abs() <= MOST_EDITS
        either += [(column.str.starts_with(name[:half]) | column.str.ends_with(name[-half:])) & digits & as_long]
    if name:
        either += [pl.col("like_name") == name]
    rows = frame.lazy().select("id", *KEYS).with_row_index("row")
    return rows.filter(pl.any_horizontal(either), pl.col("id") != id_).collect().to_dicts()


def _is_near_to(other: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """Whether two names differ by a letter or two, and nothing says that they are two clients."""
    name, near = own["like_name"], other["like_name"]
    if not name or not near or name == near or other["like_digits"] != own["like_digits"]:
        return False
    places = [(each["like_city"], each["like_postcode"]) for each in (other, own)]
    one_place = (None, None) in places or any(a == b is not None for a, b in zip(*places, strict=True))
    return one_place and _is_near(name, near)


def together(alike: pl.DataFrame, order: pl.Series) -> pl.Series:
    """The positions in all these pairs: those that are alike one after the other, else in this order."""
    members = order.filter(order.is_in(pl.concat([alike["a"], alike["b"]]).implode()))
    place_of = {row: place for place, row in enumerate(members)}
    first = list(range(len(members)))  # of each place one before it in the same group, or itself
    for a, b in alike.iter_rows():
        one, other = sorted((_first(first, place_of[a]), _first(first, place_of[b])))
        first[other] = one
    groups = [_first(first, place) for place in range(len(members))]
    return members.gather(pl.Series(groups, dtype=pl.UInt32).arg_sort())


def _first(first: list[int], place: int) -> int:
    while first[place] != place:
        first[place] = place = first[first[place]]
    return place
