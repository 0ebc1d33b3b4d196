"""`sizao detect FILE`: judge series in a file, write a row for each day and series, sum up what stood out."""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from sizao.cli import tables

BLOCK = 2000
SHOWN = 10


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("detect", help="在序列文件中探测暴发（不需要数据库）")
    parser.add_argument("file", type=Path, help="csv、parquet 或 xlsx")
    parser.add_argument("--method", default="combined", help="方法；--method list 列出全部")
    parser.add_argument("--by", default="", help="长表：区分序列的列，如 unit,syndrome；最后一列之前为上级单位")
    parser.add_argument("--date", default="date", help="日期列")
    parser.add_argument("--count", default="count", help="长表的计数列")
    parser.add_argument("--last", type=int, help="只判断最后几天（周）")
    parser.add_argument("--out", type=Path, help="结果文件：csv、parquet 或 xlsx")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Judge, write, sum up.

    returns: 0 whether or not something stood out.
    """
    from sizao.epi.detection import methods

    if arguments.method == "list":
        for name, one in methods.METHODS.items():
            print(f"{name:20} {one.says}")
        return 0
    method = methods.find_method(arguments.method)
    by = [name.strip() for name in arguments.by.split(",") if name.strip()]
    table = tables.read_table(arguments.file, by=by, day=arguments.date, count=arguments.count)
    first = None if arguments.last is None else -arguments.last
    started = time.monotonic()
    parts = []
    for begin, end in _blocks(table.names, method.borrows is not None):
        found = method.judge(table.counts[:, begin:end], first, parents_of(table.names[begin:end]))
        days = table.days[len(table.days) - found.alarm.shape[0] :]
        parts.append((found, days, table.names[begin:end]))
        print(f"\r{end}/{len(table.names)} 序列", end="", file=sys.stderr)
    print(file=sys.stderr)
    _sum_up(parts, arguments.method, time.monotonic() - started)
    if arguments.out:
        import polars

        frame = polars.concat(
            [found.to_frame(days=tables.as_dates(days), series=names) for found, days, names in parts]
        )
        tables.write_frame(frame, arguments.out)
        print(f"已写入 {arguments.out}：{frame.height} 行")
    return 0


def parents_of(names: list[str]) -> np.ndarray:
    """Give a number to the unit above of each series: its name up to the last part."""
    return np.unique([name.rpartition("/")[0] for name in names], return_inverse=True)[1]


def _blocks(names: list[str], is_borrowing: bool) -> list[tuple[int, int]]:
    """Cut series into blocks for progress; where siblings lend each other, all are judged together."""
    step = len(names) if is_borrowing else BLOCK
    return [(begin, min(begin + step, len(names))) for begin in range(0, len(names), step)]


def _sum_up(parts: list, method: str, seconds: float) -> None:
    judged = sum(int(found.is_judged.sum()) for found, _days, _names in parts)
    rows = [
        (float(found.score[at, one]), days[at], names[one], found.observed[at, one], found.expected[at, one])
        for found, days, names in parts
        for at, one in np.argwhere(found.alarm)
    ]
    series = sum(len(names) for _found, _days, names in parts)
    print(f"{method}：{series} 个序列，判断 {judged} 次，报警 {len(rows)} 次，用时 {seconds:.1f} 秒")
    for score, day, name, observed, expected in sorted(rows, key=lambda row: -row[0])[:SHOWN]:
        print(f"  {day}  {name}  {observed:g} 例（期望 {expected:.1f}）  得分 {score:.2f}")
    if len(rows) > SHOWN:
        print(f"  …… 另有 {len(rows) - SHOWN} 次，见结果文件")
