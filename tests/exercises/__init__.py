"""Five exercises for readers: write one function, so that the vectors of its standard pass.

    python3 -m unittest tests.exercises.hotp_truncation

Each file tells what to read first. As they stand they fail, therefore `python3 -m unittest` leaves them
out; tests/exercises/answers.py holds model answers, which tests/explain/test_exercises.py checks.
"""
