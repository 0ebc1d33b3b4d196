"""What is served is what was written, without comments; only ours, and nothing is lost."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.test import override_settings

from sizao.core import statics


def own_files() -> list[tuple[str, Path]]:
    found = [(name, Path(store.path(name))) for finder in get_finders() for name, store in finder.list([])]
    return [(name, path) for name, path in found if name.startswith(statics.OWN) and path.suffix in (".css", ".js")]


def test_comments_indentation_and_empty_lines_go_and_the_rest_stays():
    assert statics.slim("sizao/a.js", '// why\n\n  say("http://x"); // 2\n') == 'say("http://x"); // 2\n'
    assert statics.slim("sizao/a.css", "/* why\n so */\na { b: c; }\n\n  /* x */ d {}\n") == "a { b: c; }\nd {}\n"


@pytest.mark.parametrize(("name", "path"), own_files(), ids=[name for name, _ in own_files()])
def test_no_text_in_our_files_runs_over_lines(name, path):
    text = path.read_text("utf-8")
    if path.suffix == ".js":
        assert [line for line in text.splitlines() if line.count("`") % 2] == []
    else:
        strings = re.findall(r'"[^"]*"', statics.CSS_COMMENT.sub("", text))
        assert [one for one in strings if "/*" in one or "\n" in one] == []


def test_collected_files_are_slim_fingerprinted_and_compressed(tmp_path):
    with override_settings(SIZAO_STATIC_ROOT=tmp_path):
        assert statics.collect()
        assert not statics.collect()

    (served,) = tmp_path.glob("sizao/sizao.????????????.js")
    source = dict(own_files())["sizao/sizao.js"].read_text("utf-8")
    assert served.read_text("utf-8") == statics.slim("sizao/sizao.js", source) != source
    assert served.with_suffix(".js.gz").exists()
    (vendored,) = tmp_path.glob("vendor/htmx/htmx.min.????????????.js")
    assert vendored.stat().st_size > 50_000
