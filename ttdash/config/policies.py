"""What browsers allow the pages of this dashboard: nothing but what they need."""

from typing import Any, Final

from csp.constants import NONE, SELF

# Not in Django 5.2 itself. No inline script or style, no eval: every script and style is a file of ours.
CONTENT_SECURITY: Final[dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# The features that browsers know: for a name that they don't, they complain on every page.
NOTHING: Final = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope hid magnetometer "
    "microphone midi payment picture-in-picture screen-wake-lock serial usb xr-spatial-tracking"
)
# What a page may ask a browser for: passkeys alone, which a second factor needs.
PERMISSIONS: Final[dict[str, list[str]]] = {feature: [] for feature in NOTHING.split()} | {
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}
