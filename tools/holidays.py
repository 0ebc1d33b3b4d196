"""Rebuild `sizao/registry/policies/data/holidays.csv` from an unpacked wheel of `chinesecalendar`.

Usage: python -m tools.holidays <folder of the unpacked wheel> [output file]
Source and licence: `sizao/registry/policies/data/README.md`.
"""

import csv
import runpy
import sys
from pathlib import Path

OUTPUT = Path(__file__).parent.parent / "sizao/registry/policies/data/holidays.csv"
FIRST_YEAR = 2020


def main(folder, output):
    """Write one row a day that differs from an ordinary week and print the years covered."""
    wheel = runpy.run_path(str(folder / "chinese_calendar/constants.py"))
    version = next(folder.glob("chinesecalendar-*.dist-info")).name.split("-")[1].removesuffix(".dist")
    chinese_name = {holiday.value: holiday.chinese for holiday in wheel["Holiday"]}
    days = [
        (day.isoformat(), kind, chinese_name[name], f"chinesecalendar {version}")
        for kind, table in (("HOLIDAY", wheel["holidays"]), ("MAKE_UP", wheel["workdays"]))
        for day, name in table.items()
        if day.year >= FIRST_YEAR
    ]
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("day", "kind", "name", "source"))
        writer.writerows(sorted(days))
    print(sorted({day[:4] for day, *_ in days}), len(days))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else OUTPUT)
