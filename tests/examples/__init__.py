"""One small application for each framework; start one with `python -m tests.examples.flask_shop 8000`."""
