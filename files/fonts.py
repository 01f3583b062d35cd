"""Names of typefaces that many have: any other may name the house that it was drawn for."""

from typing import Final

OTHER: Final = "Arial"

_COMMON: Final = """
Aptos, Aptos Display, Aptos Narrow, Arial, Arial Black, Arial Narrow, Arial Rounded MT Bold,
Arial Unicode MS, Bahnschrift, Baskerville Old Face, Bodoni MT, Book Antiqua, Bookman Old Style,
Calibri, Calibri Light, Cambria, Cambria Math, Candara, Carlito, Caladea, Century,
Century Gothic, Century Schoolbook, Comic Sans MS, Consolas, Constantia, Corbel, Courier,
Courier New, DejaVu Sans, DejaVu Sans Mono, DejaVu Serif, Droid Sans, Ebrima, Fira Sans,
Franklin Gothic Book, Franklin Gothic Medium, Garamond, Georgia, Gill Sans MT, Helvetica,
Helvetica Neue, Impact, Lato, Liberation Mono, Liberation Sans, Liberation Sans Narrow,
Liberation Serif, Linux Libertine G, Lucida Console, Lucida Grande, Lucida Sans,
Lucida Sans Unicode, Malgun Gothic, Mangal, Microsoft JhengHei, Microsoft Sans Serif,
Microsoft YaHei, Montserrat, MS Gothic, MS Mincho, MS PGothic, MS PMincho, MS Sans Serif,
MS Serif, MS UI Gothic, MT Extra, Noto Sans, Noto Sans CJK SC, Noto Serif, Noto Serif CJK SC,
OpenSymbol, Open Sans, Palatino, Palatino Linotype, Roboto, Rockwell, Segoe UI, Segoe UI Emoji,
Segoe UI Light, Segoe UI Semibold, Segoe UI Symbol, SimHei, SimSun, Source Han Sans CN,
Source Sans Pro, Sylfaen, Symbol, Tahoma, Times, Times New Roman, Trebuchet MS, Ubuntu, Verdana,
Webdings, Wingdings, Wingdings 2, Wingdings 3, Yu Gothic, Yu Gothic Light, Yu Mincho,
+mj-lt, +mj-ea, +mj-cs, +mn-lt, +mn-ea, +mn-cs, serif, sans-serif, monospace
"""
COMMON: Final = frozenset(one.strip() for one in _COMMON.replace("\n", " ").split(","))


def common_font(name: str) -> str:
    """Return the typeface's name if many have it, else Arial's."""
    plain = name.strip().strip("'\"")
    return name if plain in COMMON or not plain else OTHER
