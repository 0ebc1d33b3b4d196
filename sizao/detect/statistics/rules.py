"""How far statistics look back, and how many false alarms are borne."""

# So many calendar days are read: 14 judged and 40 learned from, holidays between. source: PROJECT
HISTORY_DAYS = 110
PER_1000 = "signals.statistic.max_per_1000"
