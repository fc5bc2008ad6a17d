"""The frame of a session as it is typed in one line: the day, who led, and who was there.

The line ("moth away, wigeon late 20, online") takes this way:

    frame_phrases   what people say, put into the words of the frame
    frame_tokens    the line cut up, and what each piece means: somebody, a word, a number, a date;
                    a slip is what was likely meant, and known to be one
    frame_clauses   the pieces put together: who is said to be what, where a clause ends
    frame_line      the whole way; it takes what is said of the session itself, clause by clause
    frame_people    what is said of members and guests, frame_leaders of those who lead
    evening_frame   the frame: the values that the line changes, and what a document makes of them
    frame_sentence  the frame said back, so that it can be typed again; frame_changes what is new

``frame_words`` has the words, which no alias may be: ``new_alias`` sees to that. To add a word:
give it its kind in ``frame_words``; a kind that is new is taken in ``frame_line`` or
``frame_people``.
"""
