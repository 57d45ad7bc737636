"""The clients' pages first, then the team's site, which holds sign-in, sign-out and the accounts."""

from django.urls import include, path

from ttdash import own_account
from ttdash.health import healthz, readyz
from ttdash.sign_in import sign_in, sign_out
from ttdash.site import site

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("clients_ui.urls")),
    # allauth's names for what the site calls admin:login and admin:logout
    path("login/", sign_in, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    *own_account.urlpatterns,
    path("", site.urls),
]
