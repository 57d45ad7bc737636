"""The code that an authenticator app shows now for a secret: a second opinion on RFC 6238."""

import base64
import hashlib
import hmac
import time


def code_now(secret: str) -> str:
    counter = int(time.time() // 30).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
