"""Pages are compressed, but for whom another site has sent (decision 24)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

OWN = {"same-origin", "none"}
"""What a browser says of a request that a page of ours, or a person, has made. No page can have it say so."""
COMPRESSED = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
"""What is an archive already."""


class CompressedForOurselves(GZipMiddleware):
    """Django's compression, kept from answers to what other sites ask: its size would tell them what is in a page."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where its address and body are no other site's."""
        if request.headers.get("Sec-Fetch-Site") not in OWN or response.headers.get("Content-Type") in COMPRESSED:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
