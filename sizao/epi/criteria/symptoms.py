"""Symptoms, the syndrome groups (症候群) they belong to, and tests: the words of case definitions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Word:
    """How a code is said. group: the syndrome group of a symptom, "" for none."""

    zh: str
    en: str
    group: str = ""


# The grouping of vomiting with diarrhea is a decision of this project. source: RPT2006, PROJECT
GROUPS: Mapping[str, Word] = MappingProxyType(
    {
        "F": Word("发热", "fever"),
        "R": Word("皮疹或疱疹", "rash or blisters"),
        "G": Word("呕吐、腹泻或腹痛", "vomiting, diarrhea or abdominal pain"),
        "J": Word("黄疸", "jaundice"),
        "C": Word("结膜充血", "red eyes"),
        "P": Word("腮腺肿大或疼痛", "swollen or painful parotid glands"),
        "Q": Word("咳嗽或咽痛", "cough or sore throat"),
    }
)

SYMPTOMS: Mapping[str, Word] = MappingProxyType(
    {
        "FEVER": Word("发热", "fever", "F"),
        "RASH": Word("皮疹", "rash", "R"),
        "BLISTERS": Word("疱疹", "blisters", "R"),
        "VOMITING": Word("呕吐", "vomiting", "G"),
        "DIARRHEA": Word("腹泻", "diarrhea", "G"),
        "ABDOMINAL_PAIN": Word("腹痛", "abdominal pain", "G"),
        "JAUNDICE": Word("黄疸", "jaundice", "J"),
        "RED_EYES": Word("结膜充血", "red eyes", "C"),
        "SWOLLEN_PAROTID": Word("腮腺肿大或疼痛", "swollen or painful parotid glands", "P"),
        "COUGH": Word("咳嗽", "cough", "Q"),
        "SORE_THROAT": Word("咽痛", "sore throat", "Q"),
        "BLOODY_STOOL": Word("黏液脓血便", "stool with blood and mucus"),
        "TENESMUS": Word("里急后重", "tenesmus"),
        "KOPLIK_SPOTS": Word("口腔麻疹黏膜斑", "Koplik spots"),
        "MOUTH_ULCERS": Word("口腔疱疹或溃疡", "blisters or ulcers in the mouth"),
        "HAND_FOOT_RASH": Word("手、足、臀部皮疹", "rash on hands, feet or buttocks"),
        "STRAWBERRY_TONGUE": Word("草莓舌", "strawberry tongue"),
        "NODE_SWELLING": Word("耳后、枕部淋巴结肿大", "swollen nodes behind the ears or at the neck"),
        "PAROXYSMAL_COUGH": Word("阵发性痉挛性咳嗽", "fits of spasmodic cough", "Q"),
        "WHOOP": Word("鸡鸣样回声", "inspiratory whoop"),
        "COUGH_2_WEEKS": Word("咳嗽、咳痰2周以上", "cough for two weeks or more", "Q"),
        "BLOODY_SPUTUM": Word("咯血或血痰", "blood in the sputum"),
        "WEIGHT_LOSS": Word("消瘦、盗汗", "weight loss or night sweats"),
        "HEADACHE": Word("头痛", "headache"),
        "STIFF_NECK": Word("颈项强直", "stiff neck"),
        "PETECHIAE": Word("皮肤瘀点瘀斑", "petechiae or purpura"),
        "CONSCIOUSNESS": Word("意识障碍", "disturbed consciousness"),
        "CONVULSION": Word("抽搐", "convulsions"),
        "EYE_PAIN": Word("眼痛、畏光、流泪", "eye pain, light hurts, tears"),
        "EYE_HEMORRHAGE": Word("球结膜下出血", "bleeding under the conjunctiva"),
        "FATIGUE": Word("乏力、食欲减退", "fatigue, loss of appetite"),
        "LASTING_FEVER": Word("持续发热", "lasting fever"),
        "SLOW_PULSE": Word("相对缓脉", "relatively slow pulse"),
        "ROSE_SPOTS": Word("玫瑰疹", "rose spots"),
        "BODY_PAIN": Word("全身肌肉或骨关节痛", "pain in muscles or joints"),
        "FLUSHING": Word("面、颈、胸部潮红", "flushed face, neck and chest"),
        "RICE_WATER_STOOL": Word("米泔水样便", "rice-water stool"),
    }
)

TESTS: Mapping[str, Word] = MappingProxyType(
    {
        "PCR": Word("病原体核酸阳性", "pathogen found by PCR"),
        "ANTIGEN": Word("病原体抗原阳性", "pathogen antigen found"),
        "CULTURE": Word("病原体分离培养阳性", "pathogen grown in culture"),
        "IGM": Word("特异性IgM抗体阳性", "specific IgM antibodies found"),
        "IGG_RISE": Word("恢复期IgG抗体较急性期升高4倍以上", "IgG risen fourfold from acute to recovery phase"),
        "LIVER_ENZYMES": Word("血清转氨酶升高", "raised liver enzymes"),
        "SMEAR": Word("涂片镜检阳性", "positive smear"),
        "XRAY": Word("胸部影像学符合活动性病变", "chest image of active disease"),
        "PLATELETS_LOW": Word("血小板减少", "low platelets"),
        "WBC_HIGH": Word("血白细胞和中性粒细胞升高", "raised white cells and neutrophils"),
        "STOOL_WBC": Word(
            "粪便白细胞每高倍视野15个以上并见红细胞", "15 or more white cells per field and red cells in stool"
        ),
        "CSF": Word("脑脊液呈化脓性改变", "purulent cerebrospinal fluid"),
        "TOXIN": Word("食品或生物样本检出同一致病因子", "the same agent found in food and patients"),
    }
)


def groups_of(symptoms: Iterable[str]) -> frozenset[str]:
    """Give the syndrome groups of symptom codes; an unknown code belongs to none."""
    return frozenset(SYMPTOMS[code].group for code in symptoms if code in SYMPTOMS and SYMPTOMS[code].group)
