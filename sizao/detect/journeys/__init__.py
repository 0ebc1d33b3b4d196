"""Where pupils and staff stay in the holidays, which ways they went, and who was in an area at risk."""
