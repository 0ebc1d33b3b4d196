"""Reads of the rule book: what is in force where, the catalog as a unit sees it, changes and objections."""

from sizao.detect.rulebook.queries.books import (
    Shelf,
    book_of,
    book_with,
    find_rules,
    list_in_force,
    list_schools_below,
    read_pack,
    rule_books,
    rules_of,
    shelf_of,
)
from sizao.detect.rulebook.queries.catalog import (
    OptionalPack,
    RuleState,
    is_found,
    list_optional_packs,
    list_states,
    source_of,
    states_with,
)
from sizao.detect.rulebook.queries.changes import (
    find_standing,
    get_change,
    list_above,
    list_line_changes,
    list_objections,
    list_to_approve,
    list_to_decide,
    list_versions,
)

__all__ = [
    "OptionalPack", "RuleState", "Shelf", "book_of", "book_with", "find_rules", "find_standing", "get_change",
    "is_found", "list_above", "list_in_force", "list_line_changes", "list_objections", "list_optional_packs",
    "list_schools_below", "list_states", "list_to_approve", "list_to_decide", "list_versions", "read_pack",
    "rule_books", "rules_of", "shelf_of", "source_of", "states_with",
]  # fmt: skip
