"""What a leader types in one line: dates, what differs in an evening, words of the vocabulary.

The line of the frame ("moth away, wigeon late 20, online") has a folder of its own, ``frame``.
``typed_dates`` and ``calendar_words`` read days. What is not understood, or could mean two things,
is an ``unclear`` and stays in the line.

The other lines are simpler: ``more_line`` and ``news_line`` put words into the fields that
``field_words`` names; ``field_texts`` finds where a text ends, ``follow_up_wish`` says when to ask
again. ``group_line`` and ``new_members`` belong to a group. ``word_matches`` says for all of them
what a word may mean.
"""
