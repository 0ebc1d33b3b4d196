"""Every text has its English, and a reader of English meets no Chinese but names."""

import html
import re
from collections import Counter, deque
from decimal import Decimal
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from tests.architecture.guards import tree
from tools import message_sources, messages
from tools.message_sources import CHINESE, Message

READERS = (
    "teacher", "teacher2", "doctor", "health", "reporter", "principal", "dorm", "guard", "guardian", "counselor",
    "county", "city", "province", "inspector", "auditor", "admin", "school_admin",
)  # fmt: skip
# So many addresses of each kind of page are opened.
OF_A_KIND = 3
LINK = re.compile(r"""(?:href|hx-get)="(/[^"]*)\"""")
NOT_PAGES = ("/static/", "/api/v1/", "/logout/", "/metrics")
MODULE = "sizao/report/daily/rules.py"
PAGE = "sizao/report/daily/templates/daily/home.html"
IMPORT = "from django.utils.translation import gettext"


def test_catalogue_is_complete():
    assert messages.problems(tree.ROOT) == [], "run `make messages`, then translate what it lists"


def texts(root) -> set[str]:
    return {message.text for message in message_sources.collect(root)[0]}


def findings(root) -> list[str]:
    return [one.split(": ", 1)[1].split(":")[0] for one in message_sources.collect(root)[1]]


def test_texts_of_code_are_collected_and_docstrings_are_not(plant):
    code = (
        f'"""日报告."""\n{IMPORT} as _\nclass A:\n    """签报."""\n\n    message = "还有{{n}}个"\n'
        'LABELS = {"DUE": "应报"}\nWORD = lambda: _("{a} / {b}")\n'
    )

    assert texts(plant({MODULE: code})) == {"还有{n}个", "应报", "{a} / {b}"}


def test_texts_of_templates_are_collected(plant):
    page = (
        "{% load i18n %}{% translate '应报' %}\n"
        "{% blocktranslate trimmed asvar x with n=a.b %}\n  还有{{ n }}个\n{% endblocktranslate %}"
        "{% blocktranslate count n=1 %}{{ n }}项{% plural %}{{ n }}些{% endblocktranslate %}"
        '{% include "x" with word=_("已报") %}{% comment %}不看{% endcomment %}{% translate "从" '
        'context "day" %}'
    )

    found = message_sources.collect(plant({PAGE: page}))

    assert set(found[0]) == {
        Message("应报"),
        Message("还有%(n)s个"),
        Message("%(n)s项", "", "%(n)s些"),
        Message("已报"),
        Message("从", "day"),
    }
    assert found[1] == []


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (PAGE, "<p>应报</p>", "Chinese outside of translate"),
        (PAGE, '{% include "x" with word="应报" %}', "Chinese outside of translate"),
        (MODULE, 'def f(n):\n    return f"还有{n}个"\n', "an f-string cannot be translated"),
        (MODULE, f"{IMPORT} as _\nA = _('应报')\n", "translated at import"),
        (MODULE, f"{IMPORT}\ndef f(a=gettext('应报')):\n    pass\n", "translated at import"),
    ],
)
def test_text_that_cannot_be_translated_is_found(plant, name, text, why):
    assert findings(plant({name: text})) == [why]


def test_text_translated_when_it_is_shown_is_no_finding(plant):
    code = f"{IMPORT} as _, gettext_lazy\nA = gettext_lazy('应报')\ndef f():\n    return _('已报')\n"

    assert findings(plant({MODULE: code})) == []


@pytest.mark.parametrize(
    ("english", "why"),
    [
        ('msgstr ""', "not translated"),
        ('msgstr "missing"', "placeholders differ"),
        ('msgstr "{n} 未报"', "Chinese in"),
        ("", "not in the catalogue"),
    ],
)
def test_fault_of_a_translation_is_found(plant, english, why):
    root = plant({MODULE: 'message = "还有{n}个"\n'})
    messages.update(root)
    catalogue = root / messages.FOLDER / "django.po"
    entry = f'msgid "还有{{n}}个"\n{english}\n' if english else ""
    catalogue.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{entry}', "utf-8")

    assert any(one.startswith(why) for one in messages.problems(root))


def test_catalogue_is_the_same_each_time_and_keeps_translations(plant):
    root = plant({MODULE: 'message = "还有{n}个"\n'})
    messages.update(root)
    catalogue = root / messages.FOLDER / "django.po"
    catalogue.write_text(catalogue.read_text("utf-8").replace('msgstr ""\n', 'msgstr "{n} left"\n').replace(
        'msgid ""\nmsgstr "{n} left"', 'msgid ""\nmsgstr ""'), "utf-8")  # fmt: skip
    messages.update(root)
    first = (catalogue.read_bytes(), catalogue.with_suffix(".mo").read_bytes())
    messages.update(root)

    assert first == (catalogue.read_bytes(), catalogue.with_suffix(".mo").read_bytes())
    assert messages.problems(root) == [] and b"{n} left" in first[1]


@pytest.fixture
def morning(cast, now):
    """A school morning with every kind of thing in it: reports, unwell pupils, open absences, a chase, tasks."""
    from sizao.detect.checks import services as checks
    from sizao.detect.checks.rules import Check, Entry
    from sizao.report.daily import services as daily

    job, school = Actor.system("test"), cast.school
    checks.open_slots(actor=job, now=now, day=now.date())
    daily.prepare_returns(actor=job, now=now, day=now.date())
    people = school.classes[0].people
    entries = (
        Entry(people[1], symptoms=("FEVER", "COUGH"), temperature_celsius=Decimal("38.2"), temperature_site="EAR"),
        Entry(people[3], presence="ABSENT", absence_reason="PENDING"),
        Entry(people[4], presence="ABSENT", absence_reason="ILLNESS", symptoms=("VOMITING",)),
        Entry(people[6], presence="ABSENT", absence_reason="PRIVATE"),
    )
    for group, found in ((school.classes[0], entries), (school.classes[1], ())):
        check = Check(new_id(now), school.id, group.id, now.date(), "MORNING", entries=found)
        checks.submit_one(actor=cast.actor("reporter", now), now=now, check=check)
    checks.fold(actor=job, now=now)
    daily.chase_units(
        actor=cast.actor("county", now), now=now, unit_id=430_102, day=now.date(),
        unit_ids=[school.id, cast.neighbor_school.id],
    )  # fmt: skip
    checks.tell_opened(actor=job, now=now)


def names() -> re.Pattern:
    """Match the names of units, people, terms and holidays: the only Chinese that an English page may hold."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM orgs_unit UNION SELECT short_name FROM orgs_unit UNION SELECT name FROM roster_person "
            "UNION SELECT name FROM accounts_user UNION SELECT name FROM policies_term "
            "UNION SELECT name FROM policies_nationalday"
        )
        known = {row[0] for row in cursor.fetchall() if row[0]} | {message_sources.SAME_EVERYWHERE}
    # Translations that quote what a cell has to say.
    english = messages.read(tree.ROOT / messages.FOLDER / "django.po")
    known |= {text for texts in english.values() for text in texts if CHINESE.search(text)}
    return re.compile("|".join(re.escape(one) for one in sorted(known, key=len, reverse=True)))


def in_english(browser: Client) -> Client:
    answer = browser.post("/me/display/", {"language": "en"})
    assert answer.status_code == 303
    return browser


def walk(browser: Client, start: str):
    """Open pages from link to link, a few of each kind; give (address, text) of each."""
    waiting, seen, kinds = deque([start]), {start}, Counter()
    while waiting:
        address = waiting.popleft()
        answer = browser.get(address)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        text = answer.content.decode()
        yield address, answer, text
        for link in LINK.findall(text):
            found = urldefrag(urljoin(address, html.unescape(link))).url
            kind = _kind(found)
            if kind and found not in seen and kinds[kind] < OF_A_KIND and not found.startswith(NOT_PAGES):
                seen.add(found)
                kinds[kind] += 1
                waiting.append(found)


def _kind(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", READERS)
def test_reader_of_english_meets_no_chinese_but_names(cast, morning, signed_in, who):
    own_names = names()
    found = []
    for address, answer, text in walk(in_english(signed_in(who)), "/today/"):
        left = own_names.sub("", text)
        found += [f"{address}: {_around(left, match.start())}" for match in CHINESE.finditer(left)][:5]
        assert '<html lang="en"' in text or "<html" not in text, address
        assert answer.headers["Content-Language"] == "en", address

    assert found == []


def _around(text: str, at: int) -> str:
    return " ".join(text[max(0, at - 40) : at + 40].split())
