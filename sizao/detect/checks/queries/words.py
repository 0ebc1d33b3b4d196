"""Say what a check holds in words."""

from django.utils.translation import gettext as _

from sizao.detect.checks.rules import AbsenceReason, Entry, Presence, SevereSign, Symptom


def entry_words(entry: Entry) -> list[str]:
    """Say an entry in a few words, the most telling first."""
    words = []
    if entry.presence == Presence.ABSENT:
        words.append(_(AbsenceReason(entry.absence_reason).label) if entry.absence_reason else _("缺勤"))
    elif entry.presence == Presence.LEFT:
        words.append(_("离校"))
    elif entry.presence == Presence.ARRIVED_LATE:
        words.append(_("迟到已到校"))
    words += [_(SevereSign(code).label) for code in entry.severe_signs]
    words += [_(Symptom(code).label) for code in entry.symptoms]
    if entry.temperature_celsius is not None:
        words.append(f"{entry.temperature_celsius}℃")
    return words
