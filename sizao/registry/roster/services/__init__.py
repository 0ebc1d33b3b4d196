"""All writes to the roster, one file a use case."""

from sizao.registry.roster.services.enroll import NewPerson, enroll_people

__all__ = ["NewPerson", "enroll_people"]
