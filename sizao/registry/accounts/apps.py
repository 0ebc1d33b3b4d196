"""Accounts: title, rights, navigation, and the look-up of who asks."""

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig


class AccountsConfig(ModuleConfig):
    """账号: sign-in, posts, delegation, sessions and tokens."""

    name = "sizao.registry.accounts"
    label = "accounts"
    title = "账号与权限"
    permissions = (
        Permission("accounts.view", "查看账号", ("ADMINISTRATOR", "AUDITOR"), by="authority"),
        Permission("accounts.grant", "设置岗位", ("ADMINISTRATOR",), by="authority"),
        Permission(
            "accounts.delegate",
            "委托岗位",
            ("SCHOOL_LEADER", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER"),
            by="authority",
        ),
        Permission("audit.view", "查看审计", ("AUDITOR", "ADMINISTRATOR"), by="authority"),
    )

    def register(self) -> None:
        from sizao.core import http
        from sizao.registry.accounts import queries

        http.use_actor_resolver(queries.find_actor)
