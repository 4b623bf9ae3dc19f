"""What is done to every request and every answer."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers

# Pages about one person: never in a shared cache, never shown again by « back » (I44).
PRIVATE = (
    "/panier/",
    "/commande",
    "/compte/",
    "/suivi/",
    "/renoncer-au-contrat/",
    "/retours/",
    "/contact/",
    "/envies/",
    "/retour-en-stock/",
    "/desinscription/",
    "/dev/",
    f"/{settings.ADMIN_PATH}",
)

Answer = Callable[[HttpRequest], HttpResponse]


class WholeTextMiddleware:
    """Refuses a NUL in an address or a cookie: nobody types it, and PostgreSQL cannot hold it.

    Forms refuse it themselves, in words.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400 before anything is looked up."""
        address = request.path_info + request.META.get("QUERY_STRING", "").replace("%00", "\0")
        if any("\0" in text for text in (address, *request.COOKIES.values())):
            raise BadRequest
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Forbids caches to keep a page that belongs to one person.

    It stands outside of whatever sets a cookie, so that it sees each of them.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark private pages `private, no-store` and keep their address from other sites."""
        response = self.get_response(request)
        path = "/" + request.path_info.removeprefix("/en/").removeprefix("/")
        if path.startswith(PRIVATE) or response.cookies:
            add_never_cache_headers(response)
        elif request.COOKIES:
            # The header of any page tells how much is in the cart.
            patch_cache_control(response, private=True)
        # What a cache keeps for strangers is for whoever comes without a cookie.
        patch_vary_headers(response, ["Cookie"])
        if path.startswith(PRIVATE):
            response["Referrer-Policy"] = "same-origin"
            response["X-Robots-Tag"] = "noindex"
        return response
