"""Addresses of sign-in, one's own page, accounts and delegations."""

from django.urls import path

from sizao.registry.accounts.views import delegating, keeping, own, signing_in

app_name = "accounts"
urlpatterns = [
    path("login/", signing_in.login, name="login"),
    path("login/demo/", signing_in.login_demo, name="login_demo"),
    path("login/second-factor/", signing_in.second_factor, name="second_factor"),
    path("logout/", signing_in.logout, name="logout"),
    path("me/", own.me, name="me"),
    path("me/role/", own.role, name="role"),
    path("me/display/", own.display, name="display"),
    path("me/password/", own.password, name="password"),
    path("me/second-factor/", own.device, name="device"),
    path("me/second-factor/start/", own.start_device, name="start_device"),
    path("me/second-factor/remove/", own.remove_device, name="remove_device"),
    path("me/sessions/<int:session_id>/end/", own.end_session, name="end_session"),
    path("me/tokens/", own.tokens, name="tokens"),
    path("me/tokens/<int:token_id>/revoke/", own.revoke_token, name="revoke_token"),
    path("accounts/", keeping.accounts, name="list"),
    path("accounts/new/", keeping.new_account, name="new"),
    path("accounts/delegations/", delegating.delegations, name="delegations"),
    path("accounts/delegations/<int:grant_id>/revoke/", delegating.revoke, name="revoke_delegation"),
    path("accounts/<int:user_id>/", keeping.account, name="detail"),
    path("accounts/<int:user_id>/posts/", keeping.give_post, name="give_post"),
    path("accounts/<int:user_id>/posts/<int:grant_id>/revoke/", keeping.revoke_post, name="revoke_post"),
    path("accounts/<int:user_id>/password/", keeping.reset_password, name="reset_password"),
    path("accounts/<int:user_id>/active/", keeping.switch, name="switch"),
    path("accounts/<int:user_id>/second-factor/reset/", keeping.reset_device, name="reset_device"),
]
