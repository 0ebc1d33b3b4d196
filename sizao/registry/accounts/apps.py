"""Accounts: title, rights, navigation, the card of the day, and the look-up of who asks."""

import datetime as dt
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

LEADERS = ("SCHOOL_LEADER", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class AccountsConfig(ModuleConfig):
    """账号: sign-in, posts, delegation, sessions and tokens."""

    name = "sizao.registry.accounts"
    label = "accounts"
    title = "账号与权限"
    mounts = (("", "sizao.registry.accounts.urls"),)
    permissions = (
        Permission("accounts.view", "查看账号", ("ADMINISTRATOR", "AUDITOR"), by="authority"),
        Permission("accounts.grant", "设置岗位", ("ADMINISTRATOR",), by="authority"),
        Permission("accounts.follow", "岗位随机构调整", ()),
        Permission("accounts.delegate", "委托岗位", LEADERS, by="authority"),
        Permission("accounts.use_tokens", "使用令牌", ("INTEGRATION", "ADMINISTRATOR", "EPIDEMIC_REPORTER", *LEADERS)),
        Permission("audit.view", "查看审计", ("AUDITOR", "ADMINISTRATOR"), by="authority"),
    )
    navigation = (
        NavItem("账号与权限", "accounts:list", "users", "accounts.view", order=80),
        NavItem("岗位委托", "accounts:delegations", "arrows-exchange", "accounts.delegate", order=85),
    )

    def encrypted(self) -> tuple[Any, ...]:
        from sizao.core.privacy import Encrypted
        from sizao.core.rotation import Passing, Rotated

        return (
            Rotated("accounts.SecondFactor", (Encrypted("secret"),), owner_field="user_id"),
            Passing("accounts_second_factor", "unnest(t.recovery_hashes)", "恢复码用完或重设动态码",
                    is_hash=True, columns=("recovery_hashes",)),
            Passing("accounts_sign_in_failure", "t.subject", "输错的记录过期", is_hash=True, columns=("subject",)),
        )  # fmt: skip

    def register(self) -> None:
        from sizao.core import http
        from sizao.core.notify import directory
        from sizao.registry.accounts import queries

        http.use_actor_resolver(queries.find_actor)
        directory.use(queries)

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.registry.accounts.views import cards

        return cards.today(actor=actor, now=now)
