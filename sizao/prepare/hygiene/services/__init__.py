"""All writes of hygiene: the plan of a school (`planning`)."""

from sizao.prepare.hygiene.services.planning import Wanted, retire_line, set_line

__all__ = ["Wanted", "retire_line", "set_line"]
