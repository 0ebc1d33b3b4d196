"""What goes out of places: labels with QR codes on paper, an empty file to fill in, the list for a purpose."""

import io
import uuid

import segno
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.answering import went_through
from sizao.core.changesets.blank import BlankColumn, write_blank
from sizao.core.converters import Key
from sizao.core.files.rules import CONTENT_TYPES, FileKind
from sizao.core.http import signed_in
from sizao.registry.places import forms, services
from sizao.registry.places.rules import ROOMS, Kind

BLANK = (
    BlankColumn("楼栋", "必填，与系统里的楼名一致，没有的会新建", "1号楼", is_required=True),
    BlankColumn("楼层", "可不填", "2层"),
    BlankColumn("房间", "必填", "203", is_text=True, is_required=True),
    BlankColumn("类型", "不填按宿舍", "宿舍", choices=[kind.label for kind in ROOMS]),
    BlankColumn("床位", "能住几人", "8"),
    BlankColumn("学籍号", "有学籍号按学籍号找人", "G110101201503020029", is_text=True),
    BlankColumn("姓名", "没有学籍号时填", "安宁"),
    BlankColumn("班级", "同名时用来区分", "三(1)班"),
)
NOTE = "一行一张床位；只写房间不写人，就只建房间。不在文件中的学生不会退宿。"


def _workbook(content: io.BytesIO, name: str) -> FileResponse:
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename=name, content_type=CONTENT_TYPES[FileKind.XLSX])


@require_safe
def template(request: HttpRequest, school_id: int) -> HttpResponse:
    """Give an empty file of rooms to fill in."""
    signed_in(request).require("roster.edit", unit_by_id(school_id))
    content = io.BytesIO()
    write_blank(content, BLANK, sheet="宿舍", note=NOTE)
    return _workbook(content, _("宿舍模板.xlsx"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, school_id: int) -> HttpResponse:
    """Say what the list holds and ask what for; posted, send it."""
    actor, school, now, content = signed_in(request), unit_by_id(school_id), clock.now(), io.BytesIO()
    actor.require("roster.export", school)
    form = forms.Purpose(request.POST if request.method == "POST" else None)

    def write(values: dict) -> None:
        services.export_places(actor=actor, now=now, school_id=school_id, target=content, **values)

    if request.method == "POST" and went_through(form, write):
        return _workbook(content, f"{school.name}{_('场所')}{now:%Y%m%d}.xlsx")
    return render(request, "places/export.html", {"form": form, "school": school}, status=422 if form.errors else 200)


@require_safe
def labels(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show the labels as they come out on A4: eight a sheet, each with the address of its place."""
    actor, now, school = signed_in(request), clock.now(), unit_by_id(school_id)
    actor.require("places.manage", school)
    try:
        under = uuid.UUID(request.GET["in"]) if request.GET.get("in") else None
    except ValueError:
        under = None
    found = services.print_labels(actor=actor, now=now, school_id=school_id, under=under)
    shown = [
        {"name": name, "kind": _(Kind(place.kind).label), "code": str(place.number)[-6:], "is_key": place.is_key,
         "svg": _svg(request.build_absolute_uri(reverse("places:place", args=[Key(school_id, place.id)])))}
        for place, name in found
    ]  # fmt: skip
    return render(request, "places/labels.html", {"labels": shown, "school": school})


def _svg(address: str) -> str:
    """Draw an address as QR code; it holds no name, and opens nothing to whoever is not signed in."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=2, svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(drawn)
