"""`sizao evaluate --method combined,farrington_noufaily`: how good detectors are where the outbreaks are known."""

import argparse
import sys
import time
from pathlib import Path


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("evaluate", help="在已知暴发的模拟序列上评价探测方法")
    parser.add_argument("--method", default="combined,farrington_noufaily", help="方法，逗号分开")
    parser.add_argument("--replicates", type=int, default=5, help="42 种情景各模拟几次，默认 5")
    parser.add_argument("--seed", type=int, default=1, help="随机数种子")
    parser.add_argument("--out", type=Path, help="结果文件：csv、parquet 或 xlsx")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Draw the scenarios, run each method, print a line each."""
    from sizao.cli import tables
    from sizao.epi.detection import evaluate, methods, scenarios

    names = [name.strip() for name in arguments.method.split(",") if name.strip()]
    detectors = {name: methods.alarms_of(name) for name in names}
    if arguments.replicates < 1:
        raise tables.TableRefused(place="--replicates", reason="at least 1", reason_zh="至少 1 次")
    cases = scenarios.draw_weekly(arguments.replicates, seed=arguments.seed)
    rows = []
    print(f"42 种情景 × {arguments.replicates} 次，49 周；误报率 FPR、发现率 POD、首周、F1、延迟（周）")
    for number, (name, detector) in enumerate(detectors.items(), start=1):
        print(f"[{number}/{len(detectors)}] {name} ……", file=sys.stderr)
        started = time.monotonic()
        found = evaluate.evaluate(detector, cases)
        rows.append({"method": name, **found.to_dict()})
        shares = f"FPR {100 * found.fpr:.2f}%  POD {100 * found.pod:.1f}%  首周 {100 * found.pod_first:.1f}%"
        print(f"  {name:20} {shares}  F1 {found.f1:.3f}  延迟 {found.delay:.2f}  {time.monotonic() - started:.0f} 秒")
    if arguments.out:
        import polars

        tables.write_frame(polars.DataFrame(rows), arguments.out)
        print(f"已写入 {arguments.out}")
    return 0
