"""Rosters from files: a million pupils with identity numbers from csv and from xlsx, upload to commit.

Files hold 100,000 pupils each, near what the upload limit of 20 MB lets in, each into a school of its own; what is
timed is the use cases themselves: take the upload, read, check, seal, stage, compare, count; then the commit, as many
files at once as the worker takes. A last run leaves out identity and student numbers, as files without them do. Peak
memory is that of the process that imports. What COPY alone does with the same rows is measured beside it.
`SIZAO_BENCH_ROWS`: pupils a kind of file.
"""

import csv
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.installation import Installation, cpu_of_tree, report
from sizao.core import database

ROWS_A_FILE = 100_000
CLASS_SIZE = 50
TARGETS = {"csv": 50_000, "xlsx": 25_000}
HEADERS = (
    "姓名", "性别", "出生日期", "身份证号", "学籍号", "班级", "班内学号", "是否住校", "家长姓名", "与学生关系",
    "家长电话",
)  # fmt: skip
BARE = ("姓名", "性别", "出生日期", "班级", "班内学号", "是否住校")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "子梓浩宇欣怡轩涵雨晨佳文思博俊雅诗嘉明悦然萱凡琪睿泽瑞奕辰熙晗彤"


def main() -> None:
    """Build the schools, write the files, and import each kind in a process of its own."""
    site, figures = Installation(), {}
    total = int(os.environ.get("SIZAO_BENCH_ROWS", "1000000"))
    for number, (kind, headers) in enumerate([("csv", HEADERS), ("xlsx", HEADERS), ("csv", BARE)]):
        name = kind if headers is HEADERS else f"{kind}_without_numbers"
        command = [sys.executable, "-m", "bench.roster_import", "inside", kind, str(total), str(number)]
        # The worker imports, with its rights.
        env = {**os.environ, "SIZAO_DB_ROLE": "worker"}
        done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
        figures[name] = json.loads(done.stdout.splitlines()[-1])
        print(f"# {name}: {figures[name]}", file=sys.stderr)
    site.end_processes()
    value = figures["csv"]["rows_per_second"]
    report(
        bench="roster_import", value=value, unit="rows/s", reference="target: csv 50000, xlsx 25000 rows/s, 1 GB",
        ratio=round(value / TARGETS["csv"], 3), **figures,
    )  # fmt: skip


def inside(kind: str, total: int, number: int) -> None:
    """Import the files of one kind and print one line."""
    import django

    django.setup()
    from sizao.core import clock, memory, partitions

    now, bare = clock.now(), number == 2
    sizes = [min(ROWS_A_FILE, total - at) for at in range(0, total, ROWS_A_FILE)]
    schools = _build(len(sizes), number, now)
    files = Path(os.environ["SIZAO_HOME"]) / "bench-files"
    files.mkdir(exist_ok=True)
    paths = []
    for place, size in enumerate(sizes):
        paths.append(files / f"{number}-{place}.{kind}")
        rows = _rows(number * total + place * ROWS_A_FILE, size, bare)
        _write(paths[-1], BARE if bare else HEADERS, rows)
    with partitions.owner_connection() as owner:
        owner.execute("VACUUM ANALYZE")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # As in the worker, whose work this is.
    memory.settle(has_batches=True)
    seconds, cpu, server = _import(schools, paths, now)
    _verify(schools, sizes)
    bare_copy = _bare_copy(number * total, min(total, ROWS_A_FILE))
    print(json.dumps({
        "rows": total, "rows_per_second": round(total / seconds), "bare_copy_per_second": round(bare_copy),
        "of_bare_copy": round(total / seconds / bare_copy, 3), "python_cpu_us_a_row": round(cpu / total * 1e6, 1),
        "server_cpu_us_a_row": round(server / total * 1e6, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "before_mb": before // 1024,
        "files": len(paths), "largest_file_mb": round(max(path.stat().st_size for path in paths) / 1e6, 1),
    }))  # fmt: skip


def _bare_copy(start: int, rows: int) -> float:
    """Give how many of the same rows a second come into one table with a key by COPY alone: what this machine can."""
    from sizao.core import partitions

    block = "".join(f"{n}\t" + "\t".join(map(str, row)) + "\n" for n, row in enumerate(_rows(start, rows, bare=False)))
    with partitions.owner_connection() as owner:
        owner.execute(f"CREATE TABLE bench_rows (n int PRIMARY KEY, {', '.join(f'c{n} text' for n in range(11))})")
        began = time.perf_counter()
        with owner.cursor().copy("COPY bench_rows FROM STDIN") as copy:
            copy.write(block)
        seconds = time.perf_counter() - began
        owner.execute("DROP TABLE bench_rows")
    return rows / seconds


def _build(count: int, number: int, now: dt.datetime) -> list:
    from sizao.demo import builders
    from sizao.demo.builders import BUILDER
    from sizao.demo.cast import COUNTY
    from sizao.registry.orgs import services as orgs

    since = now.date() - dt.timedelta(days=30)
    if number == 0:
        builders.ground(now=now, provinces=["43"], first=since, latest=now.date() + dt.timedelta(days=40))
    schools = orgs.create_units(
        actor=BUILDER, now=now,
        units=[
            orgs.NewUnit("SCHOOL", f"第{number}{n}小学", COUNTY, stage="PRIMARY", valid_from=since)
            for n in range(count)
        ],
    )  # fmt: skip
    names = _class_names(ROWS_A_FILE)
    for school in schools:
        units = [orgs.NewUnit("CLASS", name, school.id, valid_from=since) for name in names]
        orgs.create_units(actor=BUILDER, now=now, units=units)
    return schools


def _class_names(rows: int) -> list[str]:
    return [f"{'甲乙丙丁戊己庚辛壬癸'[n // 200]}{n % 200 + 1}班" for n in range(-(-rows // CLASS_SIZE))]


def _rows(start: int, size: int, bare: bool) -> Iterator[list]:
    from sizao.core.people.identity import resident_check_digit

    names, days = _class_names(size), [dt.date(2016, 1, 1) + dt.timedelta(days=n) for n in range(1000)]
    for index in range(start, start + size):
        day, at = days[index % 1000], index - start
        body = f"43{index // 1_000_000 % 100:02d}02{day:%Y%m%d}{index // 1000 % 1000:03d}"
        name = SURNAMES[index % 32] + GIVEN[index // 32 % 32] + GIVEN[index // 1024 % 32]
        sex, class_name = ("男" if int(body[16]) % 2 else "女"), names[at // CLASS_SIZE]
        if bare:
            yield [name, sex, day.isoformat(), class_name, at % CLASS_SIZE + 1, "否"]
            continue
        number = body + resident_check_digit(body)
        yield [
            name, sex, day.isoformat(), number, "G" + number, class_name, at % CLASS_SIZE + 1, "否", name[0] + "家长",
            "父亲", f"138{index % 10**8:08d}",
        ]  # fmt: skip


def _write(path: Path, headers: tuple, rows: Iterator[list]) -> None:
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([headers, *rows])
        return
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, headers)
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, row)


class _Upload:
    def __init__(self, path: Path) -> None:
        self.name, self.path = path.name, path

    def chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as stream:
            while part := stream.read(1 << 20):
                yield part


def _import(schools: list, paths: list[Path], now: dt.datetime) -> tuple[float, float, float]:
    """Import each file into its school, as many at once as the worker does.

    returns: seconds from the first upload to the last commit, of our processor and of the server's.
    """
    from sizao.jobs.queue import LONG_AT_ONCE
    from sizao.registry.accounts import queries as accounts

    reporter = accounts.get_actors([_reporter(schools, now)], on=now.date())
    (actor,) = reporter.values()
    cpu, server, start = time.process_time(), _server_cpu(), time.perf_counter()
    with ThreadPoolExecutor(LONG_AT_ONCE) as threads:
        for line in threads.map(lambda one: _import_one(actor, now, *one), zip(schools, paths, strict=True)):
            print(f"# {line}", file=sys.stderr)
    return time.perf_counter() - start, time.process_time() - cpu, _server_cpu() - server


def _import_one(actor: object, now: dt.datetime, school: object, path: Path) -> str:
    """Take one file from the upload to the commit; say how long both halves took."""
    from django.db import connection

    from sizao.registry.imports import services

    mine = {"actor": actor, "now": now, "school_id": school.id}
    start = time.perf_counter()
    changeset_id = services.start_import(**mine, upload=_Upload(path), effective_on=now.date())
    _work_off(school.id)
    middle = time.perf_counter()
    services.commit_import(**mine, changeset_id=changeset_id)
    _work_off(school.id)
    connection.close()
    return f"{path.name}: checked {middle - start:.2f} s, committed {time.perf_counter() - middle:.2f} s"


def _reporter(schools: list, now: dt.datetime) -> int:
    """Make the account that imports, with a post in each school."""
    from sizao.demo.builders import BUILDER
    from sizao.registry.accounts import services as accounts

    (user,) = accounts.create_users(
        actor=BUILDER, now=now, users=[accounts.NewUser(f"reporter{schools[0].id}", "报告人")]
    )
    since = now.date() - dt.timedelta(days=30)
    grants = [accounts.NewGrant(user, school.id, "EPIDEMIC_REPORTER", since) for school in schools]
    accounts.grant_posts(actor=BUILDER, now=now, grants=grants)
    return user


def _work_off(school_id: int) -> None:
    """Do what was handed to the worker, here, so that its processor time is ours."""
    from sizao.core.work import running
    from sizao.core.work.models import Work

    for work in Work.objects.filter(school_id=school_id, state="QUEUED"):
        running.run(work.school_id, work.id)
        work.refresh_from_db()
        assert work.state == "DONE", work.failure


def _server_cpu() -> float:
    """Give the processor seconds of the database server with all its processes, on Linux."""
    return cpu_of_tree(database.status(Path(os.environ["SIZAO_HOME"])).server.pid)


def _verify(schools: list, sizes: list[int]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for school, size in zip(schools, sizes, strict=True):
            cursor.execute("SELECT count(*) FROM roster_person WHERE school_id = %s", [school.id])
            assert cursor.fetchone()[0] == size


if __name__ == "__main__":
    inside(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])) if sys.argv[1:2] == ["inside"] else main()
