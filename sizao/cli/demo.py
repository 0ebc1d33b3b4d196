"""`sizao demo`: load a synthetic county through the services, or print the demo logins."""

import argparse
import os
import sys


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("demo", help="装入演示数据")
    scales = "tiny（约4千人）、county（约10万人）、province（2万所学校，压力测试）"
    parser.add_argument("--scale", default="tiny", help=scales)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logins", action="store_true", help="只列出演示账号")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Load or list."""
    os.environ["SIZAO_DB_ROLE"] = "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from sizao.demo import load

    if not arguments.logins:
        load.load(arguments.scale, seed=arguments.seed, say=lambda text: print(text, file=sys.stderr, flush=True))
    print_logins()
    return 0


def print_logins() -> None:
    """List the demo's accounts; without a demo nothing."""
    from django.conf import settings

    from sizao.demo import flag
    from sizao.registry.accounts import queries as accounts

    if flag.read(settings.SIZAO_HOME) is not None:
        print(f"演示账号（密码都是 {flag.PASSWORD}）：")
        for username, name, role, unit in accounts.list_demo_logins():
            print(f"  {username:<14} {name} {accounts.role_label(role)} {unit}")
