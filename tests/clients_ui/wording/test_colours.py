"""What people call a colour."""

import pytest

from clients_ui.wording.colours import colour

CALLED = {
    "#000000": "black", "#ffffff": "white", "#808080": "grey", "#c0c0c0": "light grey", "#404040": "dark grey",
    "#ff0000": "red", "#800000": "dark red", "#ff00ff": "pink", "#ffa500": "orange", "#8b4513": "brown",
    "#ffff00": "yellow", "#808000": "olive", "#008000": "dark green", "#00c000": "green", "#90ee90": "light green",
    "#17becf": "turquoise", "#0000ff": "blue", "#000080": "dark blue", "#add8e6": "light turquoise",
    "#1f77b4": "blue", "#aec7e8": "light blue", "#8000ff": "violet", "#ff0010": "red", "#ff0000".upper(): "red",
}  # fmt: skip


@pytest.mark.parametrize(("swatch", "name"), CALLED.items())
def test_a_colour_is_called_by_its_name(swatch, name):
    assert colour(swatch) == name


def test_every_colour_has_a_name():
    steps = range(0, 256, 15)
    names = {colour(f"#{red:02x}{green:02x}{blue:02x}") for red in steps for green in steps for blue in steps}
    assert "" not in names
    assert len(names) == 5 + 8 * 3
