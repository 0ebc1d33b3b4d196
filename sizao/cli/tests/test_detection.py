"""The verbs that need no database: good files are answered, bad ones named by row and field."""

import datetime as dt
import subprocess
import sys

import numpy as np
import polars
import pytest

from sizao import cli

DAY = dt.date(2026, 9, 1)


def _days(count: int, step: int = 1) -> list[dt.date]:
    return [DAY + dt.timedelta(days=step * number) for number in range(count)]


@pytest.fixture
def long_file(tmp_path):
    """Two classes of one school over 60 days; a burst in one at the end."""
    rng = np.random.default_rng(1)
    rows = [
        {"date": day, "unit": "S1", "group": group, "count": int(rng.poisson(0.3))}
        for day in _days(60)
        for group in ("C1", "C2")
    ]
    rows[-2]["count"] = 9
    path = tmp_path / "long.csv"
    polars.DataFrame(rows).write_csv(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
@pytest.mark.parametrize("method", ["classes", "ears_c2", "predictive"])
def test_detect_finds_the_burst_and_writes_every_day(long_file, tmp_path, capsys, ending, method):
    source, out = tmp_path / f"in.{ending}", tmp_path / f"out.{ending}"
    frame = polars.read_csv(long_file)
    {"csv": frame.write_csv, "parquet": frame.write_parquet, "xlsx": frame.write_excel}[ending](source)

    assert (
        cli.main(["detect", str(source), "--method", method, "--by", "unit,group", "--last", "5", "--out", str(out)])
        == 0
    )

    said = capsys.readouterr().out
    assert "2 个序列" in said and "S1/C1" in said and str(DAY + dt.timedelta(days=59)) in said
    from sizao.cli import tables

    written = tables.read_frame(out)
    assert written.height == 10 and {"day", "series", "observed", "alarm"} <= set(written.columns)


def test_wide_files_are_read_too(tmp_path, capsys):
    path = tmp_path / "wide.csv"
    counts = np.random.default_rng(2).poisson(2, (40, 3))
    polars.DataFrame({"date": _days(40)} | {f"c{one}": counts[:, one] for one in range(3)}).write_csv(path)

    assert cli.main(["detect", str(path), "--method", "ears_c1", "--last", "1"]) == 0
    assert "3 个序列" in capsys.readouterr().out


@pytest.mark.parametrize(
    "edit, said",
    [
        (lambda lines: [*lines[:1], "2026-13-01,S1,C1,0", *lines[2:]], "row 2, date"),
        (lambda lines: [*lines[:3], "2026-09-02,S1,C1,-4", *lines[4:]], "row 4, count"),
        (lambda lines: [*lines[:3], "2026-09-02,S1,C1,many", *lines[4:]], "row 4, count"),
        (lambda lines: [*lines, lines[-1]], "stands twice"),
        (lambda lines: ["day,unit,group,count", *lines[1:]], "no column 'date'"),
        (lambda lines: lines[:1], "no rows"),
        (lambda lines: lines[:5], "days are needed"),
    ],
)
def test_bad_rows_are_named(long_file, capsys, edit, said):
    lines = edit(long_file.read_text().splitlines())
    long_file.write_text("\n".join(lines) + "\n")

    assert cli.main(["detect", str(long_file), "--by", "unit,group", "--method", "ears_c2"]) == 1
    assert said in capsys.readouterr().err


def test_unknown_method_and_missing_file_are_named(tmp_path, capsys):
    assert cli.main(["detect", "x.csv", "--method", "guess"]) == 1
    assert "guess" in capsys.readouterr().err
    assert cli.main(["detect", str(tmp_path / "none.csv")]) == 1
    assert "没有这个文件" in capsys.readouterr().err
    assert cli.main(["detect", "x.csv", "--method", "list"]) == 0
    assert "combined" in capsys.readouterr().out


def test_rt_is_said_or_refused_to_be_said(tmp_path, capsys):
    path, out = tmp_path / "rt.csv", tmp_path / "out.csv"
    grows = np.round(5 * 1.1 ** np.arange(30)).astype(int)
    polars.DataFrame({"date": _days(30), "large": grows, "small": [0] * 29 + [1]}).write_csv(path)

    assert cli.main(["rt", str(path), "--mean", "3.4", "--sd", "1.6", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "large  Rt 1." in said and "small  不给估计" in said
    assert polars.read_csv(out).height == 2 * 23

    assert cli.main(["rt", str(path), "--mean", "1", "--sd", "1.6"]) == 1
    assert "大于 1 天" in capsys.readouterr().err


def test_rt_of_days_with_holes_is_refused(tmp_path, capsys):
    path = tmp_path / "rt.csv"
    polars.DataFrame({"date": _days(10, step=2), "a": [1] * 10}).write_csv(path)

    assert cli.main(["rt", str(path), "--mean", "3", "--sd", "1"]) == 1
    assert "2026-09-03" in capsys.readouterr().err


def test_nowcast_of_a_line_list(tmp_path, capsys):
    rng = np.random.default_rng(3)
    onset = np.repeat(np.array(_days(20)), 10)
    reported = [day + dt.timedelta(days=int(rng.integers(0, 5))) for day in onset]
    path = tmp_path / "lines.csv"
    polars.DataFrame({"onset_date": list(onset), "reported_date": reported}).write_csv(path)
    now = str(DAY + dt.timedelta(days=19))

    assert cli.main(["nowcast", str(path), "--now", now, "--max-delay", "5"]) == 0
    assert f"{now}  已知" in capsys.readouterr().out
    assert cli.main(["nowcast", str(path), "--now", "soon"]) == 1
    assert "--now" in capsys.readouterr().err
    assert cli.main(["nowcast", str(path), "--now", now, "--onset", "onset"]) == 1
    assert "no column 'onset'" in capsys.readouterr().err


def test_evaluate_prints_a_line_a_method(tmp_path, capsys):
    out = tmp_path / "quality.csv"

    assert cli.main(["evaluate", "--method", "bayes2,ears_c2", "--replicates", "1", "--out", str(out)]) == 0
    assert "POD" in capsys.readouterr().out
    assert polars.read_csv(out)["method"].to_list() == ["bayes2", "ears_c2"]


def test_verbs_run_without_django(long_file):
    code = (
        "import sys; sys.modules['django'] = None; from sizao import cli;"
        f"sys.exit(cli.main(['detect', {str(long_file)!r}, '--by', 'unit,group', '--method', 'ears_c2']))"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
