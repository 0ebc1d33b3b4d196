"""`sizao nowcast LINELIST --now 2026-11-23`: how many cases recent days will have once all reports are in."""

import argparse
import datetime as dt
from pathlib import Path

from sizao.cli import tables


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("nowcast", help="校正尚未报全的近日病例数")
    parser.add_argument("file", type=Path, help="病例一览表：csv、parquet 或 xlsx，一行一例")
    parser.add_argument("--onset", default="onset_date", help="发病日期列")
    parser.add_argument("--reported", default="reported_date", help="报告日期列")
    parser.add_argument("--now", required=True, help="截至哪一天，如 2026-11-23")
    parser.add_argument("--max-delay", type=int, default=14, help="最长报告延迟（天），默认 14")
    parser.add_argument("--method", default="trunc", help="trunc、notrunc、bnb、lawless、unif")
    parser.add_argument("--out", type=Path, help="结果文件：csv、parquet 或 xlsx")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Estimate, print a line a day, write."""
    from sizao.epi.detection import nowcast, reporting

    frame = tables.read_frame(arguments.file)
    onset, reported = (tables.read_days(frame, name, arguments.file) for name in (arguments.onset, arguments.reported))
    now = _now(arguments.now)
    triangle = reporting.reporting_triangle(onset, reported, now=now, max_delay=arguments.max_delay)
    found = nowcast.nowcast(triangle, method=arguments.method)
    for at, day in enumerate(found.days):
        low, middle, high = (one[at] for one in (found.lower, found.point, found.upper))
        share = f"已报约 {100 * found.completeness[at]:.0f}%"
        print(f"  {day}  已知 {found.observed[at]} 例，预计 {middle:g} 例（95% {low:g}–{high:g}），{share}")
    if arguments.out:
        tables.write_frame(found.to_frame(), arguments.out)
        print(f"已写入 {arguments.out}：{len(found.days)} 行")
    return 0


def _now(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise tables.TableRefused(
            place="--now",
            reason=f"{text!r} is no date, write 2026-11-23",
            reason_zh=f"“{text}”不是日期，写作 2026-11-23",
        ) from None
