"""Files: rights and place; what they are for is declared by the modules that take them."""

from sizao.core.actor import EVERYONE, Permission
from sizao.core.pages import ModuleConfig


class FilesConfig(ModuleConfig):
    """文件: uploads, looked at before they are kept."""

    name = "sizao.core.files"
    label = "files"
    title = "文件"
    mount = "files/"
    permissions = (Permission("files.read", "读取文件", (EVERYONE,)),)
