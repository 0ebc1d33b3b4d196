"""`sizao replay list|show|run`: play a recorded outbreak through the real pipeline and print what was known when."""

import argparse
import os

WIDTH = 76


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("replay", help="回放疫情")
    acts = parser.add_subparsers(dest="act", required=True, metavar="list|show|run")
    acts.add_parser("list", help="有哪些故事")
    for act, text in (("show", "看一个故事：每天多少人发病"), ("run", "在演示里回放，打印时间线")):
        one = acts.add_parser(act, help=text)
        one.add_argument("name")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List, show or play."""
    from sizao.demo.replays import STORIES

    if arguments.act == "list":
        for story in STORIES.values():
            print(f"{story.name:<22} {story.title}　{len(story.sick)}人发病，{story.days}天")
        return 0
    story = STORIES.get(arguments.name)
    if story is None:
        print(f"没有名为{arguments.name}的故事，可选：{'、'.join(STORIES)}")
        return 1
    return _show(story) if arguments.act == "show" else _run(story)


def _show(story) -> int:
    print(f"{story.title}（{story.title_en}）")
    print(story.teaches)
    if story.source:
        print(f"数据来源：{story.source}")
    most = max(len(story.begins(day)) for day in range(story.days)) or 1
    for day in range(story.days):
        count = len(story.begins(day))
        print(f"第{day + 1:>2}天 {count:>4} {'█' * round(count * 40 / most)}")
    return 0


def _run(story) -> int:
    os.environ["SIZAO_DB_ROLE"] = "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import datetime as dt

    import django

    django.setup()
    from django.conf import settings

    from sizao.core import clock
    from sizao.demo import flag, plans
    from sizao.demo.replays import player

    if flag.read(settings.SIZAO_HOME) is None:
        print("只能在演示里回放：先运行 sizao up --demo tiny")
        return 1
    now = clock.now()
    first = now.date() - dt.timedelta(days=story.days - 1)
    stage = player.build(story, county_id=plans.COUNTY, first=first, now=now)
    print(f"{stage.school.unit.name}，{first}起；登录名 {stage.username}，密码 {flag.PASSWORD}")
    for moment in player.play(stage):
        _print(moment, stage)
    return 0


def _print(moment, stage) -> None:
    from sizao.core import clock

    print(f"{moment.date} 第{moment.day + 1}天：{moment.reports}份上报，新发{moment.new_cases}人，在病{moment.ill}人")
    groups = {group.id: group.name for group in stage.school.groups}
    for line in moment.raised:
        place = groups.get(line.group_id) or "全校"
        due = line.deadline.astimezone(clock.SHANGHAI).strftime("%m-%d %H:%M") if line.deadline else "无时限"
        at = line.detected_at.astimezone(clock.SHANGHAI).strftime("%H:%M")
        print(f"    {at} 信号 {line.rule} {place} {line.latest_count}人，时限 {due}")
    for line in moment.revoked:
        print(f"    撤销 {line.rule} {groups.get(line.group_id) or '全校'}")
