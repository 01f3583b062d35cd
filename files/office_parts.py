"""The parts that a Word or Excel document may be made of, and the relations that lead to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DRAWING: Final = "application/vnd.openxmlformats-officedocument"


class Family(Enum):
    """What a package is."""

    WORD = auto()
    EXCEL = auto()


class Content(Enum):
    """What a part holds, by which it is cleaned."""

    TEXT = auto()  # of Word: body, headers, notes, remarks
    STYLES = auto()
    SETTINGS = auto()
    NUMBERING = auto()
    WORKBOOK = auto()
    SHEET = auto()
    STRINGS = auto()
    FORMATS = auto()  # Excel's styles
    REMARKS = auto()  # Excel's notes
    DRAWING = auto()
    CHART = auto()
    THEME = auto()
    OLD_DRAWING = auto()  # VML
    PICTURE = auto()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of part: where it lies, as what it is declared, what it holds.

    Some programs look for the parts that there is one of under the name that Office gives them.
    `implied` parts belong to the document without being named in it.
    """

    path: str
    media_type: str
    content: Content
    implied: bool = False


_COMMON: Final = {
    "theme": Kind("theme/theme{}.xml", f"{_DRAWING}.theme+xml", Content.THEME, True),
    "themeOverride": Kind(
        "theme/themeOverride{}.xml", f"{_DRAWING}.themeOverride+xml", Content.THEME, True
    ),
    "chart": Kind("charts/chart{}.xml", f"{_DRAWING}.drawingml.chart+xml", Content.CHART),
    "chartUserShapes": Kind(
        "drawings/userShapes{}.xml",
        f"{_DRAWING}.drawingml.chartshapes+xml",
        Content.DRAWING,
    ),
    "image": Kind("media/image{}", "", Content.PICTURE),
}
_OF_WORD: Final = {
    "styles": Kind("styles.xml", f"{_WORD}.styles+xml", Content.STYLES, True),
    "settings": Kind("settings.xml", f"{_WORD}.settings+xml", Content.SETTINGS, True),
    "numbering": Kind("numbering.xml", f"{_WORD}.numbering+xml", Content.NUMBERING, True),
    "footnotes": Kind("footnotes.xml", f"{_WORD}.footnotes+xml", Content.TEXT, True),
    "endnotes": Kind("endnotes.xml", f"{_WORD}.endnotes+xml", Content.TEXT, True),
    "comments": Kind("comments.xml", f"{_WORD}.comments+xml", Content.TEXT, True),
    "header": Kind("header{}.xml", f"{_WORD}.header+xml", Content.TEXT),
    "footer": Kind("footer{}.xml", f"{_WORD}.footer+xml", Content.TEXT),
}
_OF_EXCEL: Final = {
    "worksheet": Kind("worksheets/sheet{}.xml", f"{_EXCEL}.worksheet+xml", Content.SHEET),
    "chartsheet": Kind("chartsheets/sheet{}.xml", f"{_EXCEL}.chartsheet+xml", Content.SHEET),
    # These two after all sheets: they keep what a cell needs, no more.
    "sharedStrings": Kind(
        "sharedStrings.xml", f"{_EXCEL}.sharedStrings+xml", Content.STRINGS, True
    ),
    "styles": Kind("styles.xml", f"{_EXCEL}.styles+xml", Content.FORMATS, True),
    "comments": Kind("comments{}.xml", f"{_EXCEL}.comments+xml", Content.REMARKS, True),
    "drawing": Kind("drawings/drawing{}.xml", f"{_DRAWING}.drawing+xml", Content.DRAWING),
    "vmlDrawing": Kind(
        "drawings/vmlDrawing{}.vml",
        f"{_DRAWING}.vmlDrawing",
        Content.OLD_DRAWING,
    ),
}
KINDS: Final = {Family.WORD: _COMMON | _OF_WORD, Family.EXCEL: _COMMON | _OF_EXCEL}
MAIN: Final = {
    Family.WORD: Kind("document.xml", f"{_WORD}.document.main+xml", Content.TEXT),
    Family.EXCEL: Kind("workbook.xml", f"{_EXCEL}.sheet.main+xml", Content.WORKBOOK),
}
FOLDERS: Final = {Family.WORD: "word", Family.EXCEL: "xl"}

HYPERLINK: Final = "hyperlink"  # the one relation that may lead out of a document

# Relations to what no reader sees (by the last word of their type): left behind without a word.
LEFT_BEHIND: Final = frozenset(
    """
    core-properties extended-properties custom-properties thumbnail customXml customXmlProps people
    person printerSettings customProperty attachedTemplate mailMergeSource mailMergeHeaderSource
    recipientData revisionHeaders revisionLog usernames origin signature keyMapCustomizations
    attachedToolbars connections queryTable volatileDependencies fontTable font webSettings
    glossaryDocument stylesWithEffects commentsExtended commentsIds commentsExtensible
    documenttasks threadedComment calcChain externalLink externalLinkPath pivotTable
    pivotCacheDefinition pivotCacheRecords table tableSingleCells sheetMetadata xmlMaps
    chartStyle chartColorStyle webextension webextensiontaskpanes taskpanes transform
    classificationlabels slicer slicerCache timeline timelineCache hdphoto featurePropertyBag
    package rdRichValue rdRichValueStructure rdRichValueTypes richStyles rdArray
    """.split()
)
