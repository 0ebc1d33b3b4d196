"""Say an action in words, what was done to what: `orgs.unit.created` → 新建机构."""

import functools
from collections.abc import Mapping

from django.utils.translation import gettext

from sizao.core import pages

# What use cases do, by the verb at the end of their action; a verb that is not here is shown as it is.
VERBS: Mapping[str, str] = {
    "amended": "更正", "answered": "答复", "approved": "批准", "asked": "提问", "assessed": "核实",
    "assigned": "交办", "begun": "开始", "built": "建立", "cancelled": "取消", "changed": "改动",
    "chased": "催报", "checked": "查验", "chosen": "选择", "cleared": "清除", "closed": "关闭",
    "confirmed": "确认", "counted": "记录", "created": "新建", "decided": "决定", "delegated": "委托",
    "deleted": "删除", "dismissed": "排除", "downloaded": "下载", "drafted": "起草", "edited": "改动",
    "ended": "结束", "enrolled": "登记", "escalated": "督办", "expired": "到期", "exported": "导出",
    "finished": "完成", "folded": "汇总", "followed": "随之调整", "generated": "生成", "given": "给予",
    "handed": "移交", "imported": "导入", "issued": "发放", "judged": "判定", "left": "离校", "loaded": "装入",
    "merged": "合并", "moved": "移动", "noted": "记下", "opened": "打开", "planned": "安排", "prepared": "准备",
    "proposed": "提交批准", "purged": "清理", "raised": "提出", "read": "阅读", "recorded": "记录",
    "refused": "不批准", "registered": "登记", "regrouped": "重编", "rejected": "退回", "released": "解除",
    "removed": "移除", "reopened": "恢复", "reset": "取消设置", "returned": "退回", "revealed": "查看原文",
    "reverted": "撤回", "revoked": "撤回", "saved": "保存", "sealed": "封存", "seeded": "装入", "sent": "发送",
    "set": "设置", "shown": "查看", "signed": "签报", "started": "开始", "submitted": "上报",
    "switched": "启用或停用", "tried": "试算", "unwaived": "取消免报", "uploaded": "上传", "verified": "核实",
    "viewed": "查看", "waived": "免报", "withdrawn": "撤回", "written": "写入",
}  # fmt: skip
# What they do it to; what is not here is called by its module's title.
NOUNS: Mapping[str, str] = {
    "accounts.account": "账号", "accounts.delegation": "岗位委托", "accounts.demo_session": "演示会话",
    "accounts.device": "动态码", "accounts.display": "显示方式", "accounts.grant": "岗位",
    "accounts.grants": "岗位", "accounts.users": "账号", "accounts.password": "密码",
    "accounts.record": "登录痕迹", "accounts.role": "身份", "accounts.session": "会话",
    "accounts.token": "令牌", "accounts.try": "登录尝试", "accounts.user": "账号", "checks.check": "晨午晚检",
    "checks.deltas": "上报数", "checks.entry": "异常", "checks.slot": "时段", "checks.slots": "时段",
    "daily.call": "催报电话", "daily.return": "日报告", "daily.returns": "日报告", "daily.units": "未报单位",
    "files.file": "文件", "files.files": "文件", "imports.import": "名册导入",
    "linelist.record": "病例", "linelist.case": "病例",
    "linelist.illness": "病例", "signals.report": "报告", "notify.inbox": "通知", "notify.notice": "通知",
    "orgs.classes": "班级", "orgs.divisions": "行政区划", "orgs.unit": "机构", "oversight.chain": "审计链",
    "oversight.entry": "审计记录", "policies.day": "校历", "policies.national_days": "全国节假日",
    "policies.term": "学期", "policies.value": "规则", "papers.board": "上报情况", "papers.return": "日报告",
    "registers.register": "登记表", "roster.guardian": "监护人", "roster.import": "名册导入",
    "roster.person": "人员", "rulebook.change": "规则变动", "rulebook.objection": "异议", "rulebook.trial": "试算",
    "signals.event": "事件", "tasks.task": "任务",
}  # fmt: skip


def action_words(action: str) -> str:
    """Say an action in the reader's language; what has no word stays as it is."""
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
