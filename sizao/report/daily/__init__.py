"""日报告: the return of the day, signed at four levels."""
