"""Say an action in words: the module's title and what was done, `orgs.unit.created` → 机构 新建."""

from collections.abc import Mapping

from django.utils.translation import gettext

from sizao.core import pages

# What use cases do, by the verb at the end of their action; a verb that is not here is shown as it is.
VERBS: Mapping[str, str] = {
    "amended": "更正", "answered": "答复", "assessed": "核实", "assigned": "交办", "begun": "开始",
    "built": "建立", "cancelled": "取消", "changed": "改动", "chased": "催报", "checked": "查验", "chosen": "选择",
    "cleared": "清除", "closed": "停用或销号", "confirmed": "确认", "counted": "计数", "created": "新建",
    "delegated": "委托", "deleted": "删除", "downloaded": "下载", "edited": "改动", "ended": "结束",
    "enrolled": "登记", "escalated": "督办", "expired": "到期", "exported": "导出", "finished": "完成",
    "folded": "汇总", "generated": "生成", "given": "给予", "imported": "导入", "issued": "发放", "left": "离校",
    "loaded": "装入", "merged": "合并", "moved": "移动", "opened": "打开", "planned": "安排", "prepared": "准备",
    "purged": "清理", "read": "阅读", "recorded": "记录", "rejected": "退回", "released": "解除",
    "removed": "移除", "reopened": "恢复", "reset": "取消设置", "returned": "退回", "revealed": "查看原文",
    "reverted": "撤回", "revoked": "撤回", "saved": "保存", "sealed": "封存", "seeded": "装入", "sent": "发送",
    "set": "设置", "shown": "查看", "signed": "签报", "started": "开始", "submitted": "上报",
    "switched": "启用或停用", "unwaived": "取消免报", "uploaded": "上传", "verified": "核实", "viewed": "查看",
    "waived": "免报", "withdrawn": "撤回", "written": "写入",
}  # fmt: skip


def action_words(action: str) -> str:
    """Say an action in the reader's language; what has no word stays as it is."""
    label, _, rest = action.partition(".")
    titles = {module.label: module.title for module in pages.modules()}
    verb = rest.rpartition(".")[2]
    known = VERBS.get(verb) or VERBS.get(verb.split("_")[0])
    if label not in titles or known is None:
        return action
    return f"{gettext(titles[label])} {gettext(known)}"
