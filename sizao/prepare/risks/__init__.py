"""风险点研判: what may go wrong in a unit, how likely and how bad, who does what about it until when."""
