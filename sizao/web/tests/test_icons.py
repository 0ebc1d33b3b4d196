"""Icons of templates are in the sheet; the tag writes them once and escapes what it is given."""

import re
from pathlib import Path

from django.template import engines

ROOT = Path(__file__).parents[3]
LITERAL = re.compile(r'{% icon "([^"]+)" %}')


def test_every_icon_of_a_template_is_in_the_sheet():
    sheet = (ROOT / "sizao/web/static/vendor/tabler/icons.svg").read_text("utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sheet))
    used = {name for path in (ROOT / "sizao").rglob("*.html") for name in LITERAL.findall(path.read_text("utf-8"))}

    assert len(used) > 30
    assert used - known == set()
    assert known == set((ROOT / "tools/assets/icons.txt").read_text("utf-8").split())


def test_icon_stands_without_loading_a_library():
    template = engines["django"].from_string("{% icon name %}")

    assert '#check"></use></svg>' in template.render({"name": "check"})
    assert "<script>" not in template.render({"name": '"><script>'})
