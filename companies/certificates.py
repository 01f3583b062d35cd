"""Certificates that say nothing of who holds them: what a card may show before a name is known.

People write into the field what they like: a name, a VAT number, a telephone. Only what this list
of standards and schemes knows is read out of it, in the list's own spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# Standards for which organisations and products are certified, by their number; a part, a year and
# a class of the standard's own may follow.
_NUMBERED: Final = {
    "ISO": """1090 3834 5001 9001 10002 13009 13485 14001 14021 14040 14044 14064 14067 14298 15189
        15378 17020 17021 17024 17025 17034 17065 18404 19011 19443 20000 20121 20400 20671 21001
        21434 22000 22163 22301 22716 26000 26262 27001 27017 27018 27701 28000 29001 29990 30301
        31000 37001 37301 39001 41001 42001 44001 45001 46001 50001 55001 56001 56002""",
    "EN": """287 1090 1176 1317 1935 3834 9100 9110 9120 13485 13814 14683 15038 15085 15593 16001
        16247 17025 50518 50600 61508 62443 81001 100""",
    "AS": "9100 9110 9120",
    "IATF": "16949",
    "IEC": "61508 61511 62443 80079",
    "SA": "8000",
    "VDA": "6.1 6.2 6.3 6.4",
    "OHSAS": "18001",
    "DIN": "2303 6701 14675 27201 77200",
    "QS": "9000",
    "TS": "16949 22163",
    "PAS": "99 2060 220",
}
_SCHEMES: Final = """
    ADR; AEO; AEO-C; AEO-F; AEO-S; API; ASC; ASME; ATEX; Aquaculture Stewardship Council; AWS; B
    Corp; BIFMA; Bioland; Biokreis; Biopark; Blauer Engel; Bluesign; Bonsucro; BRC; BRC Food;
    BRC Packaging; BRCGS; BRCGS Food; BRCGS Packaging; BSCI; CCPB; CE; CE MDR; Cosmos; COSMOS;
    COSMOS Organic; CSA; Cradle to Cradle; Demeter; DO; DOC; DOCG; DOP; DOP/PDO; EAC;
    Eco-Lighthouse; Ecocert; EcoVadis; Ecovadis; EFQM; EMAS; EPD; Ethical Trade; EU Bio; EU
    Ecolabel; EU Organic; EUCertPlast; EuCertPlast; Fair for Life; Fairtrade; FDA; FSC; FSSC;
    FSSC 22000; G.A.P.; GDP; GLP; GLOBALG.A.P.; GMP; GMP+; GOTS; GRS; GS; GWO; HACCP; Halal;
    ICEA; IFS; IFS Broker; IFS Food; IFS HPC; IFS Logistics; IFS PACsecure; IFS Wholesale; IGP;
    IPC-A-600; IPC-A-610; IPC-A-620; IRIS; ISCC; ISCC PLUS; ISPM 15; KRAV; Kosher; LEED; Luomu;
    MDR; MSC; NADCAP; Nadcap; Naturland; Natrue; NATRUE; NF; Nordic Swan; OCS; OEKO-TEX;
    OEKO-TEX Standard 100; OEKO-TEX STeP; Organic; PED; PEFC; PPWR; RAL; RCS; RDS; REACH; RoHS;
    RSPO; RTRS; RWS; SBP; SCC; SCC*; SCC**; SEDEX; SMETA; SQF; SQAS; STeP; TISAX; TPM; UL; UTZ;
    VCA; VCA*; VCA**; VPI; ZED; EHEDG; 3-A; ECM; RISQS; EN+; ENplus A1; ENplus; DINplus; IP
    Suisse; Bio Suisse; AB; Agriculture Biologique; Label Rouge; KAT; QS; V-Label; Vegan; MCS;
    EcoCert; WRAP; WEEELABEX; R2; ADI-Free; ISEGA
"""
_CLEAN: Final = re.compile(r"[\s\-_/.,()]+")
_NUMBER: Final = re.compile(
    r"^(?:DIN|EN|BS|UNE|NF|UNI|NEN|SN|ÖNORM|PN|LST|LVS|EVS|\s)*?"
    r"(ISO(?:/IEC|/TS)?|EN|AS|IATF|IEC|SA|VDA|OHSAS|DIN|QS|TS|PAS)\s*"
    r"(\d{1,5}(?:\.\d)?)(-\d{1,2})?(?::\d{4})?(\s+EXC\s?[1-4])?\s*$",
    re.IGNORECASE,
)


def _key(text: str) -> str:
    return _CLEAN.sub("", text).casefold()


_KNOWN: Final = {
    _key(name): name for name in (" ".join(one.split()) for one in _SCHEMES.split(";")) if name
}
_STANDARDS: Final = {
    (scheme, number) for scheme, numbers in _NUMBERED.items() for number in numbers.split()
}


def recognised(certificate: str) -> str:
    """The certificate in the list's spelling; empty where the list does not know it."""
    certificate = " ".join(certificate.split())
    if found := _KNOWN.get(_key(certificate)):
        return found
    match = _NUMBER.match(certificate)
    if match is None:
        return ""
    scheme, number, part, level = match.groups()
    scheme = scheme.upper()
    if (scheme.partition("/")[0], number) not in _STANDARDS:
        return ""
    return f"{scheme} {number}{part or ''}{(level or '').upper()}"


def all_recognised(certificates: Iterable[str]) -> list[str]:
    """Those that the list knows, each once."""
    found = (recognised(one) for one in certificates)
    return list(dict.fromkeys(one for one in found if one))
