"""The clients' pages first, then the team's site, which holds sign-in, sign-out and the accounts."""

from django.urls import include, path

from ttdash.signin import one_time, own_account
from ttdash.signin.admission import PROVIDER
from ttdash.signin.company import company_callback, company_sign_in
from ttdash.signin.sign_in import sign_in, sign_out
from ttdash.team.site import site
from ttdash.web import language
from ttdash.web.health import healthz, readyz
from ttdash.web.metrics import metrics

handler400 = "ttdash.web.outage.refused"
handler404 = "ttdash.web.language.not_found"
handler500 = "ttdash.web.outage.failed"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("i18n/setlang/", language.choose, name="set_language"),
    path("", include("clients_ui.web.urls")),
    # allauth's names for what the site calls admin:login and admin:logout
    path("login/", sign_in, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("oidc/company/login/", company_sign_in, name="openid_connect_login"),
    path("oidc/company/login/callback/", company_callback, {"provider_id": PROVIDER}, name="openid_connect_callback"),
    path("login/link/<str:uidb64>/<str:token>/", one_time.sign_in_link, name="sign_in_link"),
    path("password/forgotten/", one_time.forgotten, name="password_reset"),
    path("password/forgotten/sent/", one_time.forgotten_sent, name="password_reset_done"),
    path("password/set/<str:uidb64>/<str:token>/", one_time.SetPassword.as_view(), name="password_reset_confirm"),
    *own_account.urlpatterns,
    path("", site.urls),
]
