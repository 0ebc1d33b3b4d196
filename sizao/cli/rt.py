"""`sizao rt FILE --mean 3.4 --sd 1.6`: Rt of series in a file, and how many had too few cases to say."""

import argparse
from pathlib import Path

import numpy as np

from sizao.cli import tables


class DaysMissing(tables.TableRefused):
    """Incidence with holes: Rt needs every calendar day, zeros included."""

    code = "rt_days_missing"


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("rt", help="由发病数估计有效再生数 Rt")
    parser.add_argument("file", type=Path, help="csv、parquet 或 xlsx：每日发病数")
    parser.add_argument("--mean", type=float, required=True, help="代际间隔均数（天，大于 1）")
    parser.add_argument("--sd", type=float, required=True, help="代际间隔标准差（天）")
    parser.add_argument("--window", type=int, default=7, help="时间窗（天），默认 7")
    parser.add_argument("--by", default="", help="长表：区分序列的列")
    parser.add_argument("--date", default="date", help="日期列")
    parser.add_argument("--count", default="count", help="长表的计数列")
    parser.add_argument("--out", type=Path, help="结果文件：csv、parquet 或 xlsx")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Estimate, write, show the last window of each series."""
    from sizao.epi.detection import rt, serial

    by = [name.strip() for name in arguments.by.split(",") if name.strip()]
    table = tables.read_table(arguments.file, by=by, day=arguments.date, count=arguments.count)
    _refuse_holes(table)
    weights = serial.discretize_serial_interval(arguments.mean, arguments.sd, length=len(table.days))
    found = rt.estimate_rt(table.counts, weights, windows=arguments.window)
    unsaid = int((found.reason != rt.OK).sum())
    print(f"{len(table.names)} 个序列，{len(found.end)} 个时间窗；{unsaid} 处病例太少或太早，不给估计")
    for at, name in enumerate(table.names[:20]):
        low, middle, high = (found.quantile(level)[-1, at] for level in (0.025, 0.5, 0.975))
        reason = int(found.reason[-1, at])
        said = f"Rt {middle:.2f}（95% {low:.2f}–{high:.2f}）" if reason == rt.OK else f"不给估计：{rt.REASONS[reason]}"
        print(f"  {table.days[-1]}  {name}  {said}")
    if arguments.out:
        ends = [table.days[end - 1] for end in found.end]
        frame = found.to_frame(days=tables.as_dates(ends), series=table.names)
        tables.write_frame(frame, arguments.out)
        print(f"已写入 {arguments.out}：{frame.height} 行")
    return 0


def _refuse_holes(table: tables.Table) -> None:
    for earlier, later in zip(table.days, table.days[1:], strict=False):
        if (later - earlier).days != 1:
            raise DaysMissing(
                place=str(later), reason=f"the day before is {earlier}: give every day, with 0 where nobody fell ill",
                reason_zh=f"前一行是 {earlier}：须逐日给出，无病例写 0",
            )  # fmt: skip
    holes = np.argwhere(np.isnan(table.counts))
    if holes.size:
        day, series = holes[0]
        place = f"{table.days[day]} {table.names[series]}"
        raise DaysMissing(place=place, reason="no count: write 0 if nobody fell ill", reason_zh="没有数：无病例写 0")
