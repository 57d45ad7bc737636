"""What people call a colour."""

from colorsys import rgb_to_hls

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GREYS = ((0.1, _("black")), (0.4, _("dark grey")), (0.7, _("grey")), (0.95, _("light grey")), (1, _("white")))
"""Up to which lightness a colour without a hue is called what."""
HUES: tuple[tuple[float, tuple[Promise, Promise, Promise]], ...] = (
    (15, (_("dark red"), _("red"), _("light red"))),
    (42, (_("brown"), _("orange"), _("light orange"))),
    (70, (_("olive"), _("yellow"), _("light yellow"))),
    (160, (_("dark green"), _("green"), _("light green"))),
    (195, (_("dark turquoise"), _("turquoise"), _("light turquoise"))),
    (255, (_("dark blue"), _("blue"), _("light blue"))),
    (290, (_("dark violet"), _("violet"), _("light violet"))),
    (345, (_("dark pink"), _("pink"), _("light pink"))),
    (360, (_("dark red"), _("red"), _("light red"))),
)
"""Up to which degree of the colour wheel a hue goes, and what it is called where it is dark, plain and light."""
DARK, LIGHT, COLOURLESS = 0.33, 0.72, 0.12


def colour(swatch: str) -> str:
    """The name of a colour that is written as `#rrggbb`."""
    red, green, blue = (int(swatch[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = rgb_to_hls(red, green, blue)
    if saturation < COLOURLESS or lightness < GREYS[0][0] or lightness >= GREYS[-2][0]:
        return str(next(name for most, name in GREYS if lightness <= most))
    names = next(names for most, names in HUES if hue * 360 <= most)
    return str(names[(lightness >= DARK) + (lightness > LIGHT)])
