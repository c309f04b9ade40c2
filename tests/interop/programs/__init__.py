"""Programs written for PyJWT and python-jose, each as its library's documentation shows it.

They import nothing of jamlite. Each reads keys and tokens from standard input as JSON and writes what it made
as JSON. `test_programs` runs them where neither PyJWT nor cryptography is installed, and the originals judge
what they made. `requirements.txt` is installed with `pip install --no-deps`.
"""
