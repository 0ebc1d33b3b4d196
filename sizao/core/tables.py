"""Where every table lives once the database is sharded by school: the one registry behind the rules of keyed tables.

A table is in exactly one row here; `tests/architecture/test_tables.py` compares the rows with all models and with the
catalog of a real database. Why: docs/decisions/0002-keyed-tables.md.
"""

from sizao.core.choices import Choices


class Kind(Choices):
    """How a table is placed.

    KEYED tables are spread by `school_id`. CATALOGUE tables are copied to every node and never refer to keyed ones.
    LOCAL tables stay on one node and no keyed table has a constraint to them. LOOKUP tables are spread by a key of
    their own, for what must be unique across schools.
    """

    KEYED = "KEYED", "按学校分布"
    CATALOGUE = "CATALOGUE", "目录"
    LOCAL = "LOCAL", "本地"
    LOOKUP = "LOOKUP", "按自己的键分布"


K, C, L = Kind.KEYED, Kind.CATALOGUE, Kind.LOCAL

TABLES: dict[str, Kind] = {
    "core_outbox": K,
    "core_loopmove": K,
    "core_notice": K,
    "core_notice_delivery": K,
    "core_notice_round": L,
    "core_task": K,
    "core_file": K,
    "core_work": K,
    "core_burden": K,
    "core_robot": K,
    "core_robot_post": K,
    "audit_entry": K,
    "audit_seal": L,
    "orgs_unit": C,
    "accounts_user": L,
    "accounts_grant": C,
    "accounts_session": L,
    "accounts_token": L,
    "accounts_second_factor": L,
    "accounts_sign_in_failure": L,
    "roster_person": K,
    "roster_membership": K,
    "roster_guardian": K,
    "roster_tag": K,
    "roster_transfer": K,
    "roster_identity": Kind.LOOKUP,
    "roster_changeset": K,
    "roster_change": K,
    "roster_staged": K,
    "policies_policyvalue": C,
    "policies_nationalday": C,
    "policies_term": C,
    "policies_calendarday": C,
    "levels_bundle": C,
    "levels_response": C,
    "levels_responsechange": C,
    "changes_unitchange": C,
    "changes_pastunit": C,
    "changes_rollover": K,
    "places_place": K,
    "places_checkpoint": K,
    "places_import": K,
    "grids_cell": K,
    "grids_coverage": K,
    "grids_worker": K,
    "grids_gap": K,
    "communities_link": K,
    "communities_matter": K,
    "plans_keydate": C,
    "hygiene_setting": K,
    "hygiene_record": K,
    "risks_riskpoint": K,
    "risks_assessment": K,
    "checks_slot": K,
    "checks_healthcheck": K,
    "checks_checkentry": K,
    "checks_entryassessment": K,
    "checks_personquestion": K,
    "checks_delta": K,
    "checks_school_day": K,
    "linelist_record": K,
    "linelist_change": K,
    "rulebook_rulechange": C,
    "rulebook_objection": C,
    "signals_signal": K,
    "signals_memory": K,
    "signals_step": K,
    "signals_judged": K,
    "signals_series": K,
    "screening_selfreport": K,
    "screening_upload": K,
    "concerns_concern": K,
    "concerns_sender": K,
    "journeys_collection": C,
    "journeys_answer": K,
    "journeys_stay": K,
    "journeys_trip": K,
    "journeys_riskarea": C,
    "journeys_followup": K,
    "chasing_reason": K,
    "daily_return": K,
    "daily_chase_call": K,
    "quality_question": K,
    "inspections_inspection": K,
    "inspections_finding": K,
    "retention_line": L,
}

# Behind the second wall (core.wall): rows about single persons, read by the application only in opened schools.
WALLED = frozenset(
    {
        "core_file",
        "roster_person",
        "roster_membership",
        "roster_guardian",
        "roster_identity",
        "roster_tag",
        "changes_rollover",
        "roster_changeset",
        "roster_change",
        "places_import",
        "checks_checkentry",
        "checks_entryassessment",
        "checks_personquestion",
        "linelist_record",
        "linelist_change",
        "signals_memory",
        "screening_selfreport",
        "concerns_concern",
        "concerns_sender",
        "journeys_answer",
        "journeys_stay",
        "journeys_trip",
        "journeys_followup",
    }
)

# Tables that name a person without a wall, each with the reason; `test_wall` finds the ones that name persons.
UNWALLED = {
    "roster_transfer": "both schools of a transfer read it; it holds ids alone, names are shown one by one and audited",
    "roster_staged": "COPY FROM knows no row-level security; rows live for a day and are read within one import",
}

# Tables of packages, known by how their names begin; all are local.
OUTSIDE_PREFIXES = ("django_", "procrastinate_")


def kind_of(table: str) -> Kind | None:
    """Give the kind of a table, None when it is not registered."""
    return L if table.startswith(OUTSIDE_PREFIXES) else TABLES.get(table)
