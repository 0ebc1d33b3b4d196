"""Files that people uploaded: what they are, whose, for what, until when; the bytes lie beside the database."""

from django.db import models

from sizao.core.files.rules import FileKind
from sizao.core.keyed import KeyedModel
from sizao.core.scope import Scope, ScopedModel


class StoredFile(KeyedModel, ScopedModel):
    """An uploaded file of one unit; several rows may share the bytes named by one digest."""

    scope = Scope(read="files.read", group="unit_id")

    unit_id = models.BigIntegerField()
    purpose = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=FileKind.pairs())
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "core_file"
        indexes = [
            models.Index(fields=["sha256"], name="core_file_digest"),
            models.Index(fields=["expires_at"], name="core_file_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.kind} {self.id}"
