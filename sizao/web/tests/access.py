"""Who meets what at the shell's pages."""

from tests.access.rules import everyone, public
from tests.access.world import Sample

ROUTES = {
    "web:root": everyone,
    "web:today": everyone,
    "web:help": public,
    "web:queue": everyone,
    "web:frame": public.but(sample="language"),
    "web:worker": public,
    "web:manifest": public,
    "web:healthz": public,
    "web:readyz": public,
    "web:metrics": public,
}

SAMPLES = {"language": lambda world, unit: Sample({"language": "zh-hans"})}
