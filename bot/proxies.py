"""The way out of this machine, where its environment or its system names one: HTTPS_PROXY, HTTP_PROXY, NO_PROXY."""

import logging
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

log = logging.getLogger(__name__)


def proxy_for(scheme: str, place: str) -> str | None:
    """The proxy for calls to a place, ``host`` or ``host:port``, with the name and password that it wants; None for the
    direct way. Only proxies that speak HTTP are used: one of another kind is passed over, which the log tells."""
    proxy = getproxies().get(scheme)
    if not proxy or proxy_bypass(place):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    kind = urlsplit(proxy).scheme
    if kind != "http":
        log.warning("the %s proxy of the environment is not used: it is of the kind %s, not http", scheme, kind)
        return None
    return proxy
