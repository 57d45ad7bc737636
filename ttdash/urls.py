"""The clients' pages first, then the team's site, which holds sign-in, sign-out and the accounts."""

from django.urls import include, path

from ttdash.health import healthz, readyz
from ttdash.site import site

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("clients_ui.urls")),
    path("", site.urls),
]
