"""Take registers out, or look at them from above: each with its purpose on record."""

from sizao.detect.registers.services.exporting import Wanted, export_register, open_register

__all__ = ["Wanted", "export_register", "open_register"]
