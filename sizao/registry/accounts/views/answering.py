"""Who sends a form of the accounts, and where the request wants to go next."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from sizao.registry.accounts import services
from sizao.registry.accounts.rules import device_words

HOME = "/today/"


def origin_of(request: HttpRequest) -> services.Origin:
    """Give the client's address and browser; behind our HTTPS proxy the address is the last one the proxy wrote."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.IS_HTTPS else ""
    candidate = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        address = str(ipaddress.ip_address(candidate))
    except ValueError:
        address = None
    return services.Origin(address, device_words(request.headers.get("User-Agent", "")))


def wanted_page(request: HttpRequest) -> str:
    """Give where the request wants to go next, if that is a page of this host, else the day's home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else HOME
