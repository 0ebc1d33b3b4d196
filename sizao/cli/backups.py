"""`sizao db backup|restore`: what is done around the database itself, said on the command line."""

import os
import sys
from pathlib import Path

from sizao.core import database


def make(target: Path, passphrase_file: Path | None) -> int:
    """Write a backup and say what is in it, and where the keys are."""
    _set_up("owner")
    from sizao.core import clock
    from sizao.core.backup import making

    made = making.make(target, now=clock.now(), passphrase=_passphrase(passphrase_file))
    print(f"已备份到{target}：{len(made.counts)}张表，{sum(made.counts.values())}行，{made.files}个文件")
    print(f"审计链：封印{made.audit_seals}个，链尾{made.audit_head[:16] or '无'}")
    if made.files_missing:
        print(f"有{len(made.files_missing)}个文件已不在磁盘上，没有备份", file=sys.stderr)
    if made.has_keys:
        print("密钥在备份里，用口令加密。口令另外保存：没有它，证件号和电话打不开。")
    else:
        print(f"密钥不在备份里：{database.home() / 'keys.json'}。请另外保存：没有它，证件号和电话打不开。")
    return 0


def restore(source: Path, passphrase_file: Path | None) -> int:
    """Restore into an empty place, bring the structure up to this version, verify the audit chain.

    returns: 0, or 2 when the chain is not intact.
    """
    from sizao.core.backup import restoring

    home = database.home()
    made = restoring.restore(source, home=home, passphrase=_passphrase(passphrase_file))
    print(f"已恢复{made.made_at}的备份：{len(made.counts)}张表，{sum(made.counts.values())}行，每张表的行数都相符")
    _set_up("owner")
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from sizao.core.audit import seal

    found = seal.verify()
    print(f"审计链：封印{found.seals}个，链尾{found.head[:16]}，{'完整' if found.is_intact else '不完整'}")
    return 0 if found.is_intact else 2


def _passphrase(path: Path | None) -> str | None:
    return None if path is None else path.read_text(encoding="utf-8").strip()


def _set_up(role: str) -> None:
    os.environ["SIZAO_DB_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
