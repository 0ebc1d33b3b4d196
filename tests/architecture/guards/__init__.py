"""Guards: functions over a tree or over the tables that list what breaks a rule, one sentence a finding."""
