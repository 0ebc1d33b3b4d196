"""Diseases and syndromes, one file each; a new file adds one line here."""

from functools import cache
from types import MappingProxyType

from sizao.epi.diseases.cholera import CHOLERA
from sizao.epi.diseases.conjunctivitis import CONJUNCTIVITIS
from sizao.epi.diseases.covid19 import COVID19
from sizao.epi.diseases.dengue import DENGUE
from sizao.epi.diseases.disease import (
    BadPeriod,
    CaseDefinition,
    Disease,
    MissingPeriod,
    NotifiableClass,
    Period,
    Span,
    Trust,
    no_period,
    period,
)
from sizao.epi.diseases.dysentery import DYSENTERY
from sizao.epi.diseases.food_poisoning import FOOD_POISONING
from sizao.epi.diseases.hepatitis_ae import HEPATITIS_AE
from sizao.epi.diseases.hfmd import HFMD
from sizao.epi.diseases.ili import ILI
from sizao.epi.diseases.infectious_diarrhea import INFECTIOUS_DIARRHEA
from sizao.epi.diseases.influenza import INFLUENZA
from sizao.epi.diseases.japanese_encephalitis import JAPANESE_ENCEPHALITIS
from sizao.epi.diseases.measles import MEASLES
from sizao.epi.diseases.meningococcal import MENINGOCOCCAL
from sizao.epi.diseases.mumps import MUMPS
from sizao.epi.diseases.norovirus import NOROVIRUS
from sizao.epi.diseases.pertussis import PERTUSSIS
from sizao.epi.diseases.rubella import RUBELLA
from sizao.epi.diseases.scarlet_fever import SCARLET_FEVER
from sizao.epi.diseases.tuberculosis import TUBERCULOSIS
from sizao.epi.diseases.typhoid import TYPHOID
from sizao.epi.diseases.unexplained_cluster import UNEXPLAINED_CLUSTER
from sizao.epi.diseases.varicella import VARICELLA

ALL: tuple[Disease, ...] = (
    ILI,
    INFLUENZA,
    NOROVIRUS,
    INFECTIOUS_DIARRHEA,
    HFMD,
    VARICELLA,
    MUMPS,
    MEASLES,
    RUBELLA,
    SCARLET_FEVER,
    CONJUNCTIVITIS,
    HEPATITIS_AE,
    DYSENTERY,
    TYPHOID,
    TUBERCULOSIS,
    PERTUSSIS,
    MENINGOCOCCAL,
    DENGUE,
    COVID19,
    FOOD_POISONING,
    UNEXPLAINED_CLUSTER,
    CHOLERA,
    JAPANESE_ENCEPHALITIS,
)

BY_KEY = MappingProxyType({one.key: one for one in ALL})
_KEY_OF = MappingProxyType({name: one.key for one in ALL for name in (one.key, one.zh, *one.aliases)})


def get(key: str) -> Disease:
    """Give a disease by its key. raises: KeyError."""
    return BY_KEY[key]


def key_of(name: str) -> str:
    """Give the key for a Chinese name, an alias or a key; a name that nobody has described stands for itself."""
    return _KEY_OF.get(name, name)


@cache
def counted_under(key: str) -> frozenset[str]:
    """Give the diseases whose cases count as this one, itself included."""
    return frozenset({key, *(BY_KEY[key].counted_with if key in BY_KEY else ())})


@cache
def defined_by_symptoms() -> tuple[Disease, ...]:
    """Give the syndromes that symptoms alone make."""
    return tuple(one for one in ALL if one.is_syndrome)


def find(text: str) -> list[Disease]:
    """Search by Chinese or English name, alias, pinyin initials or ICD-10 code, as a search box does."""
    wanted = text.strip().lower()
    return [one for one in ALL if wanted and any(wanted in name.lower() for name in _names(one))]


def _names(disease: Disease) -> tuple[str, ...]:
    return (disease.zh, disease.en, disease.key, disease.initials, *disease.aliases, *disease.icd10)


__all__ = [
    "ALL", "BY_KEY", "CHOLERA", "CONJUNCTIVITIS", "COVID19", "DENGUE", "DYSENTERY", "FOOD_POISONING",
    "HEPATITIS_AE", "HFMD", "ILI", "INFECTIOUS_DIARRHEA", "INFLUENZA", "JAPANESE_ENCEPHALITIS", "MEASLES",
    "MENINGOCOCCAL", "MUMPS", "NOROVIRUS", "PERTUSSIS", "RUBELLA", "SCARLET_FEVER", "TUBERCULOSIS", "TYPHOID",
    "UNEXPLAINED_CLUSTER", "VARICELLA", "BadPeriod", "CaseDefinition", "Disease", "MissingPeriod",
    "NotifiableClass", "Period", "Span", "Trust", "counted_under", "defined_by_symptoms", "find", "get", "key_of",
    "no_period", "period",
]  # fmt: skip
