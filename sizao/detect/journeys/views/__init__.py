"""Pages of journeys: questions and answers, collections of units, areas at risk."""
