"""One file for each family of methods, with a `FAMILY`; a new file is found by itself."""

import importlib
import pkgutil

from tests.conformance.golden import Family


def families() -> list[Family]:
    """Collect the families."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}").FAMILY for name in names]
