"""What a leader types in one line: dates, what differs in an evening, words of the vocabulary."""
