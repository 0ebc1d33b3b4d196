"""`sizao rules list|show ID`: the rule catalog with source, confidence and state; runs without Django."""

import argparse
import json

CONFIDENCE = {"VERIFIED": "已核原文", "VERIFIED_SECONDARY": "见于转载", "UNVERIFIED": "未核实"}


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("rules", help="规则目录：list show")
    parser.add_argument("what", choices=["list", "show"])
    parser.add_argument("id", nargs="?", help="规则编号，show 时需要")
    parser.add_argument("--pack", action="append", default=[], metavar="规则包", help="当作已开启的规则包，可多次")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the catalog or one rule.

    returns: 0, or 1 when the rule does not exist.
    """
    from sizao.epi import packs

    catalog = packs.catalog()
    if arguments.what == "list":
        return _list(catalog, arguments)
    rule = next((one for one in catalog if one.id == arguments.id), None)
    if rule is None:
        print(f"没有规则{arguments.id or ''}；用 sizao rules list 查看")
        return 1
    return _show(rule, arguments)


def _list(catalog, arguments: argparse.Namespace) -> int:  # type: ignore[no-untyped-def]
    from sizao.epi.thresholds import is_on

    if arguments.json:
        print(json.dumps([_values(rule, arguments.pack) for rule in catalog], ensure_ascii=False))
        return 0
    for rule in catalog:
        state = "开" if is_on(rule, arguments.pack) else "关"
        words = (rule.id, state, rule.pack, rule.cited.key, CONFIDENCE[rule.confidence], rule.text)
        print("\t".join(words))
    count = sum(is_on(rule, arguments.pack) for rule in catalog)
    print(f"共{len(catalog)}条，开{count}条，关{len(catalog) - count}条")
    return 0


def _show(rule, arguments: argparse.Namespace) -> int:  # type: ignore[no-untyped-def]
    from sizao.epi import packs

    values = _values(rule, arguments.pack)
    if arguments.json:
        print(json.dumps(values, ensure_ascii=False))
        return 0
    source = packs.sources()[rule.cited.key]
    deadline = rule.deadline
    hours = f"{deadline.hours}小时" if deadline and deadline.hours else (deadline.text if deadline else "无")
    default = "" if deadline is None or deadline.is_official else "（原文没有数字，平台默认）"
    lines = {
        "编号": rule.id,
        "内容": rule.text,
        "英文": rule.text_en,
        "开关": "开" if values["is_on"] else "关",
        "规则包": rule.pack,
        "时限": hours + default,
        "报告对象": "、".join(packs.RECIPIENTS[one].zh for one in rule.recipients) or "无",
        "来源": f"{source.title}（{rule.cited.key}）{rule.cited.clause}",
        "核实": CONFIDENCE[rule.confidence],
        "状态": rule.state,
        "生效": rule.since.isoformat() if rule.since else "未注明",
        "说明": rule.note or "无",
    }
    for title, text in lines.items():
        print(f"{title}：{text}")
    return 0


def _values(rule, packs_on: list[str]) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from sizao.epi.thresholds import is_on, to_json

    return dict(to_json(rule)) | {"is_on": is_on(rule, packs_on)}  # type: ignore[call-overload]
