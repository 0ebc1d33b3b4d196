"""病例一览: who is ill, since when, with what, as it was saved and when; made of reports, completed by the doctor."""
