"""Write docs/roles.md: roles × permissions, where a role may be given, and who confirms a sign-in twice.

Usage: python -m tools.roles [--check]
"""

import sys
from typing import TYPE_CHECKING

from tools import documents, offline

if TYPE_CHECKING:
    from sizao.core.actor import Permission

DOCUMENT = offline.ROOT / "docs/roles.md"
HEAD = """# Roles and permissions

Written by `make map` from what the modules declare in their `apps.py`: do not edit. A role counts in the unit of its
post and in everything below it, along 属地 (territory) or 隶属 (authority) as the permission says. Jobs of the machine
may do what services allow, and the audit names the job.
"""
LINES = {"territory": "属地", "authority": "隶属"}


def text() -> str:
    """Make the whole page."""
    offline.load()
    return "\n".join([HEAD, _roles(), _matrix()])


def _roles() -> str:
    from sizao.registry.accounts.rules import LEVELS_OF_ROLE, SECOND_FACTOR_ROLES, Role
    from sizao.registry.orgs.rules import Level

    labels = {level.value: level.label for level in Level}
    rows = [
        f"| {role.label} | `{role}` | {'、'.join(labels.get(level, level) for level in LEVELS_OF_ROLE.get(role, ()))} "
        f"| {'是' if role in SECOND_FACTOR_ROLES else ''} |\n"
        for role in Role
    ]
    return "## Roles\n\n| 岗位 | code | given in | second factor |\n|---|---|---|---|\n" + "".join(rows)


def _matrix() -> str:
    from sizao.core import pages
    from sizao.registry.accounts.rules import Role

    head = f"| 权限 | code | 按 | {' | '.join(role.label for role in Role)} |\n"
    parts = []
    for module in pages.modules():
        if module.permissions:
            rows = "".join(_row(permission, list(Role)) for permission in module.permissions)
            parts.append(f"## {module.label} {module.title}\n\n{head}|---|---|---|{'---|' * len(Role)}\n{rows}")
    return "\n".join(parts)


def _row(permission: "Permission", roles: list[str]) -> str:
    from sizao.core.actor import EVERYONE

    held = ["●" if EVERYONE in permission.roles or role in permission.roles else "" for role in roles]
    return f"| {permission.label} | `{permission.code}` | {LINES[permission.by]} | {' | '.join(held)} |\n"


if __name__ == "__main__":
    raise SystemExit(documents.run(DOCUMENT, text, sys.argv[1:]))
