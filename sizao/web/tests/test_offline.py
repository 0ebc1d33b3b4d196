"""The frame without network holds nobody's data; what it loads stays within its budget."""

import gzip
import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from sizao.core import statics
from sizao.web.offline import FILES

BUDGET_BYTES = 75_000
# Not loaded on the page of a check: pictures, and the scripts and styles of other pages.
ELSEWHERE = {"vendor/tabler/icons.svg", "sizao/brand.svg", "sizao/icon-192.png", "sizao/shell.js"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_frame_is_the_same_for_everyone_and_holds_no_token(client, signed_in, cast, language):
    where = f"/offline/{language}/"
    plain, of_teacher = client.get(where), signed_in("teacher").get(where)

    assert plain.content == of_teacher.content
    text = plain.content.decode()
    assert "csrf" not in text.lower() and "王敏" not in text and "data-shell" in text
    assert "Content-Security-Policy" in plain.headers


def test_frame_in_an_unknown_language_is_not_found(client, db):
    assert client.get("/offline/xx/").status_code == 404


def test_worker_names_its_files_and_manifest_its_icons(client, db):
    worker, manifest = client.get("/sw.js"), client.get("/manifest.webmanifest")

    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert all(name.rpartition("/")[2].partition(".")[0] in worker.content.decode() for name in FILES)
    body = json.loads(manifest.content)
    assert body["start_url"] == "/today/" and {icon["sizes"] for icon in body["icons"]} == {"192x192", "512x512"}


def test_queue_page_asks_for_sign_in(client, db, signed_in):
    assert client.get("/queue/").status_code == 302
    assert signed_in("teacher").get("/queue/").status_code == 200


def test_pages_with_data_are_not_kept_by_the_browser(signed_in, client, db):
    assert signed_in("teacher").get("/today/").headers["Cache-Control"] == "private, no-store"


def _served(name: str) -> bytes:
    text = Path(finders.find(name)).read_text("utf-8")
    return (statics.slim(name, text) if name.startswith(statics.OWN) else text).encode()


def test_styles_and_scripts_of_the_check_page_stay_within_their_budget():
    loaded = [name for name in FILES if name not in ELSEWHERE]
    sizes = {name: len(gzip.compress(_served(name), 9, mtime=0)) for name in loaded}

    assert sum(sizes.values()) <= BUDGET_BYTES, sizes


@pytest.mark.parametrize(("who", "shown"), [("admin", True), ("teacher", False)])
def test_administrator_is_told_what_needs_a_secure_connection(signed_in, who, shown):
    assert ("data-insecure" in signed_in(who).get("/today/").content.decode()) is shown
