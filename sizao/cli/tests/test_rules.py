"""The catalog on the console."""

import json
import subprocess
import sys

import pytest

from sizao import cli


def test_list_names_every_rule_with_its_switch(capsys: pytest.CaptureFixture[str]):
    assert cli.main(["rules", "list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 139
    assert any(line.startswith("CLU-NORO-5\t关\tnational\tNORO2015\t未核实") for line in lines)
    assert lines[-1].startswith("共138条")


def test_pack_switches_its_rules_on(capsys: pytest.CaptureFixture[str]):
    cli.main(["rules", "list", "--pack", "huzhou", "--json"])

    listed = json.loads(capsys.readouterr().out)
    assert all(one["is_on"] for one in listed if one["pack"] == "huzhou")


def test_show_says_source_and_whether_the_number_is_official(capsys: pytest.CaptureFixture[str]):
    assert cli.main(["rules", "show", "OUT-ILI-10"]) == 0

    text = capsys.readouterr().out
    assert "来源：流感样病例暴发疫情处置指南(2018年版)（ILI2018）发现与报告" in text
    assert "时限：24小时（原文没有数字，平台默认）" in text


def test_unknown_rule_is_refused(capsys: pytest.CaptureFixture[str]):
    assert cli.main(["rules", "show", "NO-SUCH"]) == 1
    assert "没有规则NO-SUCH" in capsys.readouterr().out


def test_catalog_needs_no_django():
    code = "import sys; from sizao import cli; cli.main(['rules', 'list']); print('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "False"
