"""Tests that take long: `python3 -m unittest discover -s tests/slow -p "slow_*.py" -t .`"""
