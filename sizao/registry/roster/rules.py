"""What of a person can be shown in plain, and what for."""

from sizao.core.choices import Choices


class Revealed(Choices):
    """What is masked until someone says what they need it for."""

    IDENTITY = "identity", "身份证号"
    PHONE = "phone", "本人手机号"
    GUARDIAN_PHONE = "guardian_phone", "监护人手机号"


class Purpose(Choices):
    """Why a masked value is shown; the guardian can read it. Closed, so that no health data enters the audit."""

    FAMILY = "FAMILY", "联系家长"
    REFERRAL = "REFERRAL", "就诊转诊"
    REPORT_CARD = "REPORT_CARD", "填传染病报告卡"
    INVESTIGATION = "INVESTIGATION", "流行病学调查"
    IDENTITY_CHECK = "IDENTITY_CHECK", "核对身份"


# A shown value is masked again after this long. source: interface.md §9
SHOWN_SECONDS = 60
