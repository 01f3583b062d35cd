"""Sites that are many people's: networks, builders of sites, mail providers."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

_SUFFIXES: Final = PublicSuffixList()
# Such give nobody away, under whatever top-level domain.
SHARED: Final = frozenset(
    """
    europages kompass wlw facebook instagram linkedin xing youtube github google tiktok twitter x
    blogspot business canalblog e-monsite ionos-site jimdo jimdofree jimdosite mystrikingly odoo
    one over-blog shopify site123 squarespace strikingly tumblr ucoz webador webflow weebly webnode
    wix wixsite wordpress
    aol arcor bluewin centrum freenet free gmail gmx googlemail hotmail icloud inbox interia kpn
    laposte libero live mail me msn neuf o2 onet orange outlook pm proton protonmail proximus seznam
    sfr skynet t-online telefonica telenet telia terra tim tiscali tin virgilio wanadoo web wp yahoo
    yandex ymail zeelandnet ziggo zoho
    """.split()
)


def registrable_domain(host: str) -> str:
    """What somebody registered of a host ('a.example.co.uk': 'example.co.uk'); '' for none."""
    return _SUFFIXES.privatesuffix(host.strip(".")) or ""


def is_shared(domain: str) -> bool:
    """Whether a registrable domain is many people's."""
    return domain.partition(".")[0] in SHARED


def own_site(website: str) -> str:
    """Which part of a web address is its owner's alone: the host without 'www.', at a shared site
    with the path behind it; '' where that is nobody's own, or is no address."""
    address = urlsplit(website)
    host = (address.hostname or "").removeprefix("www.")
    domain = registrable_domain(host)
    if domain != host or not is_shared(domain):
        return host
    path = address.path.strip("/")
    return f"{host}/{path}" if path else ""
