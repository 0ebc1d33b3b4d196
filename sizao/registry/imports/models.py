"""The import of a roster: the file as a changeset, its rows under check, and what was written."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.choices import Choices
from sizao.core.keyed import KeyedModel
from sizao.core.looped import LoopedModel
from sizao.core.loops import Loop, Move
from sizao.core.scope import Scope, ScopedModel

IMPORT_LOOP = Loop(
    name="roster.import",
    states={
        "UPLOADED": "待核对列",
        "CHECKED": "待写入",
        "COMMITTED": "已写入",
        "UNDONE": "已撤回",
        "DISCARDED": "已放弃",
    },
    start="UPLOADED",
    closed=frozenset({"COMMITTED", "UNDONE", "DISCARDED"}),
    moves=(
        Move("check", "校验", ("UPLOADED", "CHECKED"), "CHECKED", "roster.edit"),
        Move("commit", "写入", ("CHECKED",), "COMMITTED", "roster.edit"),
        Move("undo", "撤回", ("COMMITTED",), "UNDONE", "roster.edit"),
        Move("discard", "放弃", ("UPLOADED", "CHECKED"), "DISCARDED", "roster.edit"),
    ),
)


class RowKind(Choices):
    """What importing a row would do, or has done."""

    ADDED = "ADDED", "新增"
    RETURNED = "RETURNED", "重新入学"
    MOVED = "MOVED", "转班"
    CHANGED = "CHANGED", "修改"
    SAME = "SAME", "不变"
    UNSURE = "UNSURE", "待定"
    REFUSED = "REFUSED", "有误"
    LEAVING = "LEAVING", "不在文件中"


class Decision(Choices):
    """What a person said about a row that is theirs to decide."""

    NONE = "", "待定"
    SAME = "SAME", "同一人"
    NEW = "NEW", "新增"
    SKIP = "SKIP", "不写入"
    LEAVE = "LEAVE", "离校"


class Note(Choices):
    """Why a row waits for a decision, or cannot have one."""

    NONE = "", ""
    SIMILAR = "SIMILAR", "名册中有同名的人，出生日期或班级相同"
    TWIN = "TWIN", "与第{row}行姓名、班级、出生日期都相同"
    ELSEWHERE = "ELSEWHERE", "在另一所学校"
    TOO_EARLY = "TOO_EARLY", "生效日期早于现在的班级记录"


class RowProblem(Choices):
    """What only shows when rows are compared with each other and with the roster."""

    CLASS_UNKNOWN = "CLASS_UNKNOWN", "学校没有“{name}”这个班，先在机构里建班，或改成已有的班名"
    CLASS_AMBIGUOUS = "CLASS_AMBIGUOUS", "有{count}个班都像“{name}”，写明年级"
    NUMBER_TWICE = "NUMBER_TWICE", "与第{row}行的学籍号相同"
    IDENTITY_TWICE = "IDENTITY_TWICE", "与第{row}行的身份证号相同"
    PERSON_TWICE = "PERSON_TWICE", "与另一行是名册中的同一人"
    SPLIT = "SPLIT", "学籍号和身份证号在名册中属于两个人"
    NUMBER_TAKEN = "NUMBER_TAKEN", "名册中这个学籍号是另一个人的，姓名和出生日期都不同"
    TOO_EARLY = "TOO_EARLY", "{day}以前有别的班级记录，生效日期不能早于这一天"


class Changeset(KeyedModel, ScopedModel, LoopedModel):
    """The import of one file: uploaded, checked, previewed, then written at once or discarded.

    layout: how the file is read, as recognized or as corrected by a person. counts: rows by kind, and after the commit
    `written`. roster_seen: a hash of the roster that the rows were compared with. file_id: the file, while needed.
    """

    loop = IMPORT_LOOP
    scope = Scope(read="roster.edit", by="authority", above_school=False)

    file_name = models.CharField(max_length=200)
    file_id = models.UUIDField(null=True)
    layout = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    roster_seen = models.BigIntegerField(null=True)
    effective_on = models.DateField()
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    undo_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "roster_changeset"
        indexes = [models.Index(fields=["school_id", "uploaded_at"], name="roster_changeset_latest")]

    def __str__(self) -> str:
        return f"import {self.id} {self.state}"


class Change(KeyedModel, ScopedModel):
    """What a committed import did to one person, with the row before: all that an undo needs.

    `id` is the staged row's; a person, membership or guardian that the import made has the same id in its own table.
    closed: memberships it ended. stamp, guardian_stamp: hashes of the rows as the import left them, by which later
    changes are noticed. Kept until the import can no longer be undone. No constraint to the changeset: it would cost
    one check a row.
    """

    scope = Scope(read="roster.edit", by="authority", person="person_id", above_school=False)

    changeset_id = models.UUIDField()
    person_id = models.UUIDField()
    row = models.IntegerField(null=True)
    kind = models.CharField(max_length=10, choices=RowKind.pairs())
    fields = ArrayField(models.CharField(max_length=30), default=list)
    from_group_id = models.BigIntegerField(null=True)
    to_group_id = models.BigIntegerField(null=True)
    closed = ArrayField(models.UUIDField(), default=list)
    before = models.JSONField(null=True)
    stamp = models.BigIntegerField(null=True)
    guardian_before = models.JSONField(null=True)
    guardian_stamp = models.BigIntegerField(null=True)

    class Meta:
        db_table = "roster_change"
        indexes = [models.Index(fields=["school_id", "changeset_id", "kind"], name="roster_change_import")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class StagedRow(KeyedModel, ScopedModel):
    """One row of a file under check, in an unlogged table: gone after a crash, when the file is uploaded again.

    NULL means that the file does not say it; what it does not say is never changed. Numbers are encrypted before they
    are staged. identity_tries: the number's hashes under older keys. problems, clash: `column code params value cipher`
    of each reason against the row, alone and in the roster. No constraint to the changeset: it would cost one check a
    row.
    """

    scope = Scope(read="roster.edit", by="authority", group="group_id", person="person_id", above_school=False)

    changeset_id = models.UUIDField()
    row = models.IntegerField(null=True)
    kind = models.CharField(max_length=10, choices=RowKind.pairs())
    decision = models.CharField(max_length=8, choices=Decision.pairs(), default="")
    note = models.CharField(max_length=12, choices=Note.pairs(), default="")
    person_id = models.UUIDField(null=True)
    from_group_id = models.BigIntegerField(null=True)
    fields = ArrayField(models.CharField(max_length=30), default=list)
    twin_row = models.IntegerField(null=True)
    problems = models.JSONField(default=list)
    clash = models.JSONField(null=True)
    name = models.CharField(max_length=60)
    pinyin_key = models.CharField(max_length=120)
    pinyin_initials = models.CharField(max_length=60)
    sex = models.CharField(max_length=10, null=True)
    birth_date = models.DateField(null=True)
    student_number = models.CharField(max_length=30, null=True)
    group_id = models.BigIntegerField(null=True)
    class_text = models.CharField(max_length=40)
    class_position = models.SmallIntegerField(null=True)
    is_boarder = models.BooleanField(null=True)
    identity_cipher = models.BinaryField(null=True)
    identity_hash = models.BinaryField(null=True)
    identity_tries = ArrayField(models.BinaryField(), default=list)
    guardian_name = models.CharField(max_length=60, null=True)
    guardian_relation = models.CharField(max_length=20, null=True)
    guardian_phone_cipher = models.BinaryField(null=True)
    guardian_phone_hash = models.BinaryField(null=True)
    guardian_phone_last4 = models.CharField(max_length=4, null=True)

    class Meta:
        db_table = "roster_staged"
        indexes = [models.Index(fields=["school_id", "changeset_id", "kind", "row"], name="roster_staged_import")]

    def __str__(self) -> str:
        return f"row {self.row} {self.kind}"
