"""A brief as a need: what matching searches by comes from the brief alone."""

from cooperation_requests.models.request import Need as NeedFields
from matching.needs import Need


def need_of(brief: NeedFields) -> Need:
    """The need that a brief words."""
    return Need(
        title=brief.title,
        text=brief.text,
        language=brief.language,
        kind=brief.kind,
        sectors=tuple(brief.sectors),
        regions=tuple(brief.regions),
        size_classes=tuple(brief.size_classes),
        languages=tuple(brief.languages),
    )
