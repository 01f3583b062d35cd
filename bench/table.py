"""What was measured at scale, as a table."""

from __future__ import annotations

from typing import Any


def show(found: dict[str, Any]) -> None:
    """The table, one line a filter and scale."""
    print(f"\n{found['made']}, {found['machine']}; {found['versions']}")
    head = ("companies", "filter", "path", "median", "95th", "recall", "server", "library", "ratio")
    print("".join(f"{word:>13}" for word in head))
    for scale in found["scales"]:
        for name, line in scale["lines"].items():
            ratio = f"{line['median'] / line['library']:.1f}" if line["library"] else "–"
            cells = (
                f"{scale['companies']:,}", name, line["path"], line["median"], line["p95"],
                line["recall"], line["server"], line["library"], ratio,
            )  # fmt: skip
            print("".join(f"{cell!s:>13}" for cell in cells))
    for scale in found["scales"]:
        print(
            f"{scale['companies']:,}: vectors {scale['vectors']}, "
            f"cosines of the 1st and 20th {scale['cosines_1_and_20']}"
        )
        print(f"  all ways of finding in one query, ms: {scale['all_ways']}")
        print(f"  ranking 20 with reasons, ms: {scale['ranking']}")
        print(f"  sizes in MB: {scale['sizes_mb']}; resident {scale['resident_mb']} MB")
        print(
            f"  built in seconds: {scale['build_seconds']}; "
            f"library {scale['library_build_seconds']}"
        )
