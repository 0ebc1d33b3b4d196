"""填报负担: what each form costs those who fill it in, measured in sums that name nobody."""
