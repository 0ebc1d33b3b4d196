"""A night from the database: a county's slots, reports and line list read, judged and written as signals.

Fills a database of its own with schools, 60 school days of slots and reports, and the ill among them, by SQL; then
runs the nightly job county by county and again, when nothing is new. Rows are those read from the database.
`SIZAO_BENCH_SCHOOLS` (60) schools of 10 classes in two counties; the last line is one JSON object.
Arrays of a whole province without a database: `bench.detection_night`.
"""

import json
import os
import subprocess
import sys

from bench.installation import Installation, report

SCHOOLS = int(os.environ.get("SIZAO_BENCH_SCHOOLS", "60"))


def main() -> None:
    """Make an installation, fill and judge it in a process of the machine, print one line."""
    site = Installation()
    try:
        env = {**os.environ, "SIZAO_DB_ROLE": "worker"}
        command = [sys.executable, "-m", "bench.night_inside", str(SCHOOLS)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=env)
    finally:
        site.close()
    found = json.loads(done.stdout.splitlines()[-1])
    report(bench="night", value=found["rows_per_second"], unit="rows/s", reference="", ratio=None, **found)


if __name__ == "__main__":
    main()
