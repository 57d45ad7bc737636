"""The company's provider as answers that a test makes up, signed as real ones are, and a browser that is led to it."""

import time
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://login.example/realms/company"
LOGIN, CALLBACK = "/oidc/company/login/", "/oidc/company/login/callback/"
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/keys",
}
PERSON = {"sub": "anna-1", "email": "anna@office.example", "email_verified": True}
KEY, ANOTHER_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(2))
JWK = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "1", "alg": "RS256"}


def asked(browser):
    """What a browser that goes to the company's sign-in asks there."""
    return asked_at(browser.get(LOGIN))


def asked_at(answer):
    """What is asked at the address that this answer leads to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.url).query).items()}


def token(question, key=KEY, algorithm="RS256", headers=None, **claims):
    now = int(time.time())
    good = PERSON | {"iss": ISSUER, "aud": "dashboard", "iat": now, "exp": now + 300, "nonce": question["nonce"]}
    said = {name: value for name, value in (good | claims).items() if value is not None}
    return jwt.encode(said, key, algorithm, headers={"kid": "1"} if headers is None else headers)


def comes_back(web, browser, question, id_token):
    web.post(METADATA["token_endpoint"], json={"access_token": "a-token-of-access", "id_token": id_token})
    return browser.get(CALLBACK, {"code": "a-code", "state": question["state"]})


def is_signed_in(browser):
    return "_auth_user_id" in browser.session
