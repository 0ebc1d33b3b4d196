"""Build the cast in the database of this environment and print what a client needs to act as its teachers."""

import json

import django


def main() -> None:
    """Build, sign the teachers in, print one line of JSON."""
    django.setup()
    from sizao.core import clock
    from sizao.demo.cast import build_cast
    from tests.signing import open_session

    now = clock.now()
    cast = build_cast(now=now)
    teachers = {"teacher": 0, "teacher2": 1, "teacher3": 2}
    print(json.dumps({
        "teachers": [
            {
                "session": open_session(cast.users[name], now=now),
                "path": f"/checks/{cast.school.classes[place].id}/{now.date()}/morning/",
            }
            for name, place in teachers.items()
        ]
    }))  # fmt: skip


if __name__ == "__main__":
    main()
