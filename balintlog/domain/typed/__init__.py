"""What a leader types in one line: dates, what differs in an evening, words of the vocabulary.

The line of the frame ("moth away, wigeon late 20, online") takes this way:

    frame_tokens    the line cut up, and what each piece means: somebody, a word, a number, a date;
                    a slip is what was likely meant, and known to be one
    frame_clauses   the pieces put together: who is said to be what, where a clause ends
    frame_line      the whole way; it takes what is said of the session itself, clause by clause
    frame_people    what is said of members and guests, frame_leaders of those who lead
    evening_frame   the frame: the values that the line changes, and what a document makes of them
    frame_sentence  the frame said back, so that it can be typed again; frame_changes what is new

``frame_words`` has the words, ``typed_dates`` and ``calendar_words`` the days. What is not
understood, or could mean two things, is an ``unclear`` and stays in the line. To add a word: give
it its kind in ``frame_words``; a kind that is new is taken in ``frame_line`` or ``frame_people``.

The other lines are simpler: ``more_line`` and ``news_line`` put words into the fields that
``field_words`` names, ``follow_up_wish`` says when to ask again, ``group_line`` and
``new_members`` belong to a group. ``word_matches`` says for all of them what a word may mean.
"""
