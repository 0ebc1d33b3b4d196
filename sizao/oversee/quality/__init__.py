"""数据质量: reports that look unlike their surroundings, put to the unit as a question with its numbers."""
