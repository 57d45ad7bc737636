"""Static files of several releases in one folder: each release finds its own, and serves those of the others."""

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

from ttdash import __version__


class ReleaseFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's files, listed under the release's name: a worker of the one before may start again meanwhile."""

    manifest_name = f"staticfiles-{__version__}.json"


def collect() -> None:
    """Collect this release's files where it has not been done. Nothing that lies there is removed.

    Raises ImproperlyConfigured where the folder takes none.
    """
    try:
        if not staticfiles_storage.exists(ReleaseFiles.manifest_name):
            call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        what = f"STATIC_ROOT, which is {settings.STATIC_ROOT}, takes no file ({error.strerror})"
        raise ImproperlyConfigured(f"{what}: make room, or let this user write there.") from None
