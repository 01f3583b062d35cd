"""Reasons in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from companies.enums import SizeClass
from matching.needs import Reason
from network import regions, sectors
from network.languages import language_name
from network.models import Service

ANSWERING = {
    "answers_soon": gettext_lazy("answers mostly within a week"),
    "answers": gettext_lazy("answers mostly"),
    "answers_seldom": gettext_lazy("answers seldom"),
    "much_to_answer": gettext_lazy("has much to answer now"),
}


def _counted(code: str, count: int) -> str:
    if code == "agreements":
        words = ngettext("%(count)s agreement so far", "%(count)s agreements so far", count)
    elif code == "introduced":
        words = ngettext("introduced once before", "introduced %(count)s times before", count)
    else:
        words = ngettext("suggested once", "suggested %(count)s times already", count)
    return words % {"count": count}


def words_of(reason: Reason) -> str:
    """One short reason, such as 'speaks German'."""
    language = get_language() or "en"
    values = list(reason.values)
    if reason.code == "words":
        return ", ".join(values)
    if reason.code == "exports":
        names = ", ".join(regions.country_name(one, language) for one in values)
        return _("delivers to %(countries)s already") % {"countries": names}
    if reason.code in {"introduced", "agreements", "suggested_often"}:
        return _counted(reason.code, int(values[0]))
    if reason.code == "companies":
        many = values[0] == "many"
        return _("many fitting companies") if many else _("some fitting companies")
    if reason.code in ANSWERING:
        return str(ANSWERING[reason.code])
    if reason.code == "service":
        return str(Service(values[0]).label)
    if reason.code == "no_service":
        return _("does not list: %(service)s") % {"service": Service(values[0]).label}
    if reason.code in {"sector", "covers_sector"}:
        return f"{sectors.display_code(values[0])} {sectors.label(values[0], language)}"
    if reason.code == "entry":
        return _("both speak of %(sector)s") % {
            "sector": f"{sectors.display_code(values[0])} {sectors.label(values[0], language)}"
        }
    if reason.code == "alike":
        return _("its text is near in meaning")
    if reason.code == "distantly_alike":
        return _("its text is distantly near in meaning")
    if reason.code == "certificates":
        return ", ".join(values)
    if reason.code == "languages":
        names = ", ".join(language_name(one, language) for one in values)
        return _("speaks %(languages)s") % {"languages": names}
    if reason.code == "size":
        return str(SizeClass(values[0]).label)
    if reason.code == "other_sector":
        return _("another sector")
    if reason.code == "no_language":
        return _("none of the wished languages")
    if reason.code == "no_certificate":
        return _("no %(certificates)s") % {"certificates": ", ".join(values)}
    if reason.code == "other_size":
        return str(SizeClass(values[0]).label)
    if reason.code == "located":
        return _("in %(region)s") % {"region": regions.name(values[0], language)}
    if reason.code == "region":
        return regions.name(values[0], language)
    return reason.code
