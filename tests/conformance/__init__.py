"""Golden cases: what the library answers, against what others have computed."""
