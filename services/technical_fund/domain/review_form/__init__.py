"""A review as a plain text: written for somebody without a network, and read back strictly.

    == scn-review-form 1
    review: 0192f0c4-…
    version: 7
    == score need
    #| 0 to 5. 0: no need shown. 5: …
    4
    == comment need
    The figures show it.
    …
    == end

A line that begins with `== ` opens a section; one that begins with `#|` explains and is not read; a backslash in front of either (or of a
backslash) makes it text. Everything else is what the reviewer says. What is not understood is refused with its line, never guessed.
"""
