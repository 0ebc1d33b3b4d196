"""The command `sizao`: one file per verb, loaded only when it is called."""

import argparse
import importlib
import sys

# verb: (module, what it does)
VERBS = {
    "up": ("sizao.cli.up", "启动：数据库、迁移、网页、后台任务"),
    "down": ("sizao.cli.down", "停止网页、后台任务和数据库"),
    "status": ("sizao.cli.status", "看各部分是否在运行"),
    "db": ("sizao.cli.db", "数据库：start stop status shell backup restore"),
    "migrate": ("sizao.cli.migrate", "更新数据库结构和分区"),
    "demo": ("sizao.cli.demo", "装入演示数据"),
    "replay": ("sizao.cli.replay", "回放疫情：list show run"),
    "rules": ("sizao.cli.rules", "规则目录：list show"),
    "keys": ("sizao.cli.keys", "加密密钥：rotate status"),
    "retention": ("sizao.cli.retention", "保存期限：plan run"),
    "audit": ("sizao.cli.audit", "审计链：verify seal"),
    "worker": ("sizao.cli.worker", "后台任务（前台运行）"),
    "web": ("sizao.cli.web", "网页服务（前台运行）"),
    "detect": ("sizao.cli.detect", "在序列文件中探测暴发（不需要数据库）"),
    "rt": ("sizao.cli.rt", "由发病数估计有效再生数 Rt"),
    "nowcast": ("sizao.cli.nowcast", "校正尚未报全的近日病例数"),
    "evaluate": ("sizao.cli.evaluate", "在已知暴发的模拟序列上评价探测方法"),
    "supervise": ("sizao.cli.supervise", "看护网页和后台任务（由 up 启动）"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; its module is imported only then, so that each starts fast."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="sizao", description="四早：把传染病挡在校门外")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="命令")
    wanted = next((word for word in arguments if word in VERBS), None)
    for verb, (module, text) in VERBS.items():
        if verb == wanted:
            importlib.import_module(module).add_parser(verbs)
        else:
            verbs.add_parser(verb, help=text, add_help=False)
    parsed = parser.parse_args(arguments)
    from sizao.core.errors import SizaoError
    from sizao.epi.errors import EpiError

    try:
        return parsed.run(parsed) or 0
    except SizaoError as error:
        print(error.text(), file=sys.stderr)
        return 1
    except EpiError as error:
        # The English sentence also says where: day and series.
        print(f"{error.text()}\n{error}", file=sys.stderr)
        return 1
