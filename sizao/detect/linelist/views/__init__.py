"""Pages of the line list."""

from sizao.detect.linelist.views.pages import home, illness, register

__all__ = ["home", "illness", "register"]
