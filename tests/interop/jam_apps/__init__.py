"""Applications written for Jam 3.2; test_jam_apps.py runs them with jamlite."""
