"""From when on a figure may be told."""

# A figure tells of nobody from so many cases of so many companies on (access.md, figures).
CASES_ENOUGH, COMPANIES_ENOUGH = 5, 3


def tellable(cases: int, companies: int) -> bool:
    """Whether a figure made from so many `cases` of so many `companies` may be told."""
    return cases >= CASES_ENOUGH and companies >= COMPANIES_ENOUGH
