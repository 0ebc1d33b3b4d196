"""名册: pupils, staff, guardians."""
