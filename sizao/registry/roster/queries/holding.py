"""What keeps people and guardians as they are for a while: modules that know a row by its stamp."""

_conditions: list[str] = []


def use_hold(condition: str) -> None:
    """Leave rows as they are while a condition in SQL holds for the person `{person}` of the row `t`."""
    if condition not in _conditions:
        _conditions.append(condition)


def held_while(person: str) -> str:
    """Give the condition under which a row is left as it is; "" when nobody asked for it.

    person: the column that names the person.
    """
    return " OR ".join(one.format(person=f"t.{person}") for one in _conditions)
