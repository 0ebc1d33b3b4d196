"""Say what a check holds in words."""

from django.utils.translation import gettext as _

from sizao.detect.checks.queries.questions import Question
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


def question_words(question: Question) -> list[str]:
    """Say what is known of a person; what others propose with its onset and whether a doctor was seen."""
    entry, words = question.entry, entry_words(question.entry)
    if question.is_suggestion and entry.onset_date is not None:
        words.append(_("{day}发病").format(day=entry.onset_date.strftime("%m-%d")))
    if question.is_suggestion and entry.seen_doctor is not None:
        words.append(_("已就诊") if entry.seen_doctor else _("未就诊"))
    return words
