"""Say an action in words, what was done to what: `orgs.unit.created` → 新建机构."""

import functools
from collections.abc import Mapping

from django.utils.translation import gettext

from sizao.core import pages

# What use cases do, by the verb at the end of their action; a test finds the verb that is not here.
VERBS: Mapping[str, str] = {
    "accepted": "接收", "added": "新增", "adopted": "采用", "amended": "更正", "answered": "答复", "applied": "执行",
    "appointed": "任命", "approved": "批准", "asked": "提问", "assessed": "核实", "assigned": "交办", "begun": "开始",
    "built": "建立", "cancelled": "取消", "changed": "改动", "chased": "催报", "checked": "查验", "chosen": "选择",
    "cleared": "清除", "climbed": "逐级告知", "closed": "关闭", "committed": "写入", "completed": "补齐",
    "confirmed": "确认", "counted": "记录", "created": "新建", "decided": "决定", "delegated": "委托",
    "deleted": "删除", "discarded": "放弃", "dismissed": "排除", "downloaded": "下载", "drafted": "起草",
    "dropped": "删去", "edited": "改动", "ended": "结束", "enrolled": "登记", "escalated": "督办", "expired": "到期",
    "exported": "导出", "extended": "延长", "finished": "完成", "folded": "汇总", "followed": "随之调整",
    "generated": "生成", "given": "给予", "handed": "移交", "imported": "导入", "inspected": "检查", "issued": "发放",
    "joined": "并入", "judged": "判定", "left": "离校", "lifted": "解除", "listed": "列入", "loaded": "装入",
    "made": "办理", "matched": "认定", "merged": "合并", "moved": "移动", "named": "制定", "noted": "记下",
    "opened": "打开", "ordered": "启动", "planned": "安排", "postponed": "推迟", "prepared": "准备", "printed": "打印",
    "proposed": "提交批准", "purged": "清理", "raised": "提出", "read": "阅读", "recalled": "收回",
    "received": "收到", "recorded": "记录", "rectified": "整改", "refused": "不批准", "registered": "登记",
    "regrouped": "重编", "rejected": "退回", "released": "解除", "relocated": "转出", "reminded": "提醒",
    "removed": "移除", "reopened": "恢复", "reported": "报告", "requested": "申请", "reset": "取消设置",
    "retired": "停用", "returned": "退回", "revealed": "查看原文", "reverted": "撤回", "revoked": "撤回",
    "saved": "保存", "sealed": "封存", "seeded": "装入", "sent": "发送", "set": "设置", "settled": "办结",
    "shown": "查看", "signed": "签报", "started": "开始", "submitted": "上报", "switched": "启用或停用",
    "taken": "接手", "taken_back": "收回", "told": "告知", "traced": "追查", "tried": "试算", "unwaived": "取消免报",
    "uploaded": "上传", "verified": "核实", "viewed": "查看", "waived": "免报", "withdrawn": "撤回",
    "written": "写入",
}  # fmt: skip
# What they do it to; what is not here is called by its module's title.
NOUNS: Mapping[str, str] = {
    "absences.absence": "因病缺勤", "absences.absences": "因病缺勤", "accounts.account": "账号",
    "accounts.delegation": "岗位委托", "accounts.demo_session": "演示会话", "accounts.device": "动态码",
    "accounts.display": "显示方式", "accounts.grant": "岗位", "accounts.grants": "岗位", "accounts.password": "密码",
    "accounts.record": "登录痕迹", "accounts.role": "身份", "accounts.session": "会话", "accounts.token": "令牌",
    "accounts.try": "登录尝试", "accounts.user": "账号", "accounts.users": "账号", "changes.rollover": "学年升级",
    "changes.rollovers": "学年升级", "chasing.ladder": "未报单位", "chasing.missing": "未报单位",
    "chasing.rates": "按时率", "chasing.reason": "未报原因", "checks.check": "晨午晚检", "checks.deltas": "上报数",
    "checks.entry": "异常", "checks.missing": "未报班级", "checks.opening": "时段开始", "checks.question": "询问",
    "checks.questions": "询问", "checks.slot": "时段", "checks.slots": "时段", "communities.link": "所在社区",
    "communities.matter": "联防事项", "communities.overdue": "联防事项", "concerns.person": "反映的人",
    "concerns.question": "询问", "daily.call": "催报电话", "daily.return": "日报告", "daily.returns": "日报告",
    "daily.units": "未报单位", "files.file": "文件", "files.files": "文件", "grids.change": "人员变动",
    "grids.coverage": "覆盖范围", "grids.gaps": "网格缺口", "grids.worker": "网格员",
    "hygiene.missing": "未登记的场所", "hygiene.plan": "消毒通风计划", "hygiene.register": "消毒通风登记表",
    "imports.import": "名册导入", "inspections.finding": "检查出的问题", "inspections.place": "场所",
    "journeys.answer": "去向", "journeys.answers": "去向", "journeys.collection": "去向收集",
    "journeys.follow_up": "跟进", "journeys.follow_ups": "跟进", "journeys.group": "班级去向",
    "journeys.list": "去向名单", "journeys.part": "行程", "journeys.risk": "风险地区", "journeys.stay": "住处",
    "journeys.trip": "行程", "levels.bundle": "措施包", "linelist.case": "病例", "linelist.illness": "病例",
    "linelist.record": "病例", "linelist.records": "病例", "notify.inbox": "通知", "notify.notice": "通知",
    "orgs.classes": "班级", "orgs.divisions": "行政区划", "orgs.unit": "机构", "oversight.chain": "审计链",
    "oversight.entry": "审计记录", "papers.board": "上报情况", "papers.return": "日报告", "places.checkpoint": "点位",
    "places.import": "场所导入", "places.labels": "场所标牌", "places.list": "场所清单", "plans.duties": "日期的任务",
    "plans.key_date": "重要日期", "plans.key_dates": "重要日期", "policies.day": "校历",
    "policies.national_days": "全国节假日", "policies.term": "学期", "policies.value": "规则",
    "quality.question": "数据询问", "quality.questions": "数据询问", "registers.register": "登记表",
    "replays.replay": "疫情回放", "risks.point": "风险点", "risks.register": "风险点台账",
    "roster.guardian": "监护人", "roster.import": "名册导入", "roster.people": "人员", "roster.person": "人员",
    "rulebook.change": "规则变动", "rulebook.objection": "异议", "rulebook.trial": "试算",
    "screening.self_report": "请假报病", "screening.upload": "表格上报", "signals.event": "事件",
    "signals.report": "报告", "tasks.task": "任务", "transfers.classes": "班级",
}  # fmt: skip
# What verb and thing together would say wrongly.
WHOLE: Mapping[str, str] = {
    "accounts.device.started": "开始设置动态码", "accounts.record.expired": "清理到期的登录痕迹",
    "checks.check.filed": "按表格上报晨午晚检", "checks.checks.sent": "收到晨午晚检",
    "checks.file.sent": "收到晨午晚检表格", "communities.phone.revealed": "查看社区联系电话",
    "concerns.answers.settled": "按班级答复办结", "concerns.class.asked": "询问班级",
    "concerns.name.shown": "查看反映的姓名", "concerns.sender.revealed": "查看反映人",
    "files.files.expired": "清理到期的文件", "grids.worker.dismissed": "免去网格员",
    "journeys.touched.shown": "查看去过风险地区的人", "levels.responses.expired": "应急响应到期结束",
    "places.residents.housed": "安排床位", "places.residents.unhoused": "取消床位",
    "robots.robot.tried": "试发群机器人", "roster.person.housed": "安排床位", "roster.person.left": "登记离校",
    "roster.person.returned": "撤回离校", "roster.person.revealed": "查看人员原文",
    "roster.person.unhoused": "取消床位", "screening.readings.taken": "接收门口测温",
    "signals.verification.started": "开始核实信号",
}  # fmt: skip


def action_words(action: str) -> str:
    """Say an action in the reader's language; what has no word stays as it is."""
    if action in WHOLE:
        return gettext(WHOLE[action])
    thing, _, verb = action.rpartition(".")
    known = VERBS.get(verb) or VERBS.get(verb.split("_")[0])
    noun = NOUNS.get(thing) or _titles().get(thing.partition(".")[0])
    if known is None or noun is None:
        return action
    return gettext("{verb}{noun}").format(verb=gettext(known), noun=gettext(noun))


@functools.cache
def _titles() -> dict[str, str]:
    """Give the titles of modules, in the source language, by label."""
    return {module.label: module.title for module in pages.modules()}
