"""`sizao keys rotate|status`: turn the keys of encrypted fields and keyed hashes; see how far that is."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sizao.core.rotation import Left

UNFINISHED = 3


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("keys", help="加密密钥")
    parser.add_argument("what", choices=["rotate", "status"])
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Turn the keys, or say what still needs an older one.

    returns: 0 when only the newest keys are needed and listed, 3 while older ones are, 1 when refused.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # The keeper of the keys sees all rows, as the machine does.
    os.environ.setdefault("SIZAO_DB_ROLE", "worker")
    import django

    django.setup()
    from sizao.core import partitions
    from sizao.core.errors import SizaoError

    try:
        with partitions.owner_connection() as link:
            return _rotate(link) if arguments.what == "rotate" else _status(link)
    except SizaoError as error:
        print(error.text(), file=sys.stderr)
        return 1


def _rotate(link) -> int:
    from sizao.core import clock, rotation

    done = rotation.turn(link, now=clock.now())
    print("新密钥已写入keys.json，先备份它。" if done.is_new else "继续上次的轮换。")
    for table, count in done.rewritten.items():
        print(f"{table}：改写{count}个值")
    if done.retired:
        print(f"退役：{'、'.join(done.retired)}。旧密钥另存为keys-until-*.json，以前的备份要用它；请移到别处保管。")
    if done.waits_until is not None:
        print(
            f"旧密钥已没有行需要，{done.waits_until.astimezone():%Y-%m-%d %H:%M}以后再运行一次（或等夜间任务）即退役。"
        )
    return _say(done.left, done.key_ids)


def _status(link) -> int:
    from sizao.core import privacy, rotation

    secrets = privacy.current_secrets()
    return _say(rotation.left(link), (*secrets.field_keys, *secrets.hash_keys))


def _say(left: "list[Left]", key_ids: tuple[str, ...]) -> int:
    print(f"密钥：{'、'.join(key_ids)}")
    for one in left:
        print(f"{one.key_id}：{one.table} 还有{one.count}个值，{'等' + one.until if one.until else '待改写'}")
    has_older = len(key_ids) > 2
    if not has_older:
        print("只有最新的密钥在用。")
    return UNFINISHED if has_older else 0
