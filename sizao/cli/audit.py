"""`sizao audit verify|seal`: walk the sealed chain and say what was changed, removed or added."""

import argparse
import os

WORDS = {"CHANGED": "被改", "MISSING": "缺失", "INSERTED": "多出", "SEAL_CHANGED": "封印被改"}


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("audit", help="审计链")
    parser.add_argument("what", choices=["verify", "seal"])
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the findings.

    returns: 0 when the chain is intact, 2 when it is not.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from sizao.core import clock
    from sizao.core.audit import seal

    if arguments.what == "seal":
        print(f"封存{seal.seal(now=clock.now())}条")
        return 0
    found = seal.verify()
    print(f"封印{found.seals}个，已封{found.entries}条，未封{found.unsealed}条，链尾{found.head[:16]}")
    for one in found.findings:
        print(f"第{one.seal}个封印：{one.entry} {WORDS[one.kind]}")
    print("完整" if found.is_intact else "不完整")
    return 0 if found.is_intact else 2
