"""Robots of group chats: WeCom, DingTalk, and a unit's own gateway."""
