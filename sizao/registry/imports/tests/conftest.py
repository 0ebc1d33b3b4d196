"""Imports of one school, as its epidemic reporter does them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.registry.imports import services
from sizao.registry.imports.models import Changeset, StagedRow
from sizao.registry.imports.tests.sheets_of import HEADERS, number_of, pupil, write_xlsx
from tests.tables import stored

TODAY = dt.date(2026, 11, 23)


class Imports:
    """Imports of one school, done by its epidemic reporter."""

    def __init__(self, cast, now, folder):
        self.cast, self.now, self.folder = cast, now, folder
        self.mine = {"actor": cast.actor("reporter", now), "now": now, "school_id": cast.school.id}
        self.classes = [one.name for one in cast.school.classes]

    def rows(self, count, *, start=0, of=None):
        return [pupil(index, of or self.classes[index % 3]) for index in range(start, start + count)]

    def upload(self, path, **more):
        upload = SimpleUploadedFile(path.name, path.read_bytes())
        return services.start_import(**self.mine, upload=upload, **{"effective_on": TODAY, **more})

    def start(self, rows, *, headers=HEADERS, **more):
        return self.upload(write_xlsx(self.folder / "名册.xlsx", ("名册", [headers, *rows])), **more)

    def commit(self, changeset_id, **more):
        return services.commit_import(**{**self.mine, **more}, changeset_id=changeset_id)

    def undo(self, changeset_id, **more):
        services.undo_import(**{**self.mine, **more}, changeset_id=changeset_id)

    def bring(self, rows, **more):
        changeset_id = self.start(rows, **more)
        self.commit(changeset_id)
        return changeset_id

    def get(self, changeset_id):
        return Changeset.objects.whole_tree(reason="test").get(school_id=self.cast.school.id, id=changeset_id)

    def counts(self, changeset_id):
        return {kind: count for kind, count in self.get(changeset_id).counts.items() if kind != "LEAVING"}

    def staged(self, changeset_id, **only):
        rows = StagedRow.objects.whole_tree(reason="test").filter(changeset_id=changeset_id, **only)
        return list(rows.order_by("row"))

    def problems(self, changeset_id):
        return [
            (row.row, one["column"], one["code"])
            for row in self.staged(changeset_id, kind="REFUSED")
            for one in [*row.problems, *([row.clash] if row.clash else [])]
        ]

    def people(self, **only):
        return stored("roster_person", school_id=self.cast.school.id, **only)

    def newcomers(self):
        return [one for one in self.people() if one.student_number.startswith("G")]

    def person(self, index):
        (found,) = self.people(student_number="G" + number_of(index))
        return found

    def decide(self, changeset_id, decision, **only):
        rows = self.staged(changeset_id, **only)
        services.decide_rows(**self.mine, changeset_id=changeset_id, decisions={row.id: decision for row in rows})


@pytest.fixture
def imports(db, cast, now, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return Imports(cast, now, tmp_path)
