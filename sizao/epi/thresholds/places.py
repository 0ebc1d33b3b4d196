"""Schools and the units of them for which rules are judged."""

from dataclasses import dataclass, field

from sizao.epi.thresholds.rules import Scope


@dataclass(frozen=True, slots=True, order=True)
class UnitRef:
    """One class, dormitory room, grade, campus, institution, site or person: what a rule was judged for.

    school: its school code; for a site the label stands in `id` and the school is empty.
    id: the class, room, … as the records name it; the school code for an institution, the person for a person.
    """

    scope: Scope
    school: str
    id: str


@dataclass(frozen=True, slots=True)
class School:
    """An institution (机构): one school code, all its campuses together.

    kind: kindergarten, nursery, primary, junior, senior, vocational or university.
    sizes: pupils of each class by its name; None when unknown, and then no rule in percent is judged.
    site: label of a site shared with other codes; they are never added unless a local rule of scope SITE says so.
    """

    code: str
    kind: str
    sizes: dict[str, int | None] = field(default_factory=dict, hash=False)
    site: str | None = None
