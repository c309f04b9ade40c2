"""Run the originals' own test suites against jamlite's drop-ins.

    python tests/tools/original_suites.py jwt pyotp fernet

Each sdist is downloaded by pip, unpacked in a scratch folder that is deleted afterwards, and its tests are
run with the drop-in under the original's name. Needs pip, pytest and cryptography (dev group). A failure that
is not listed below with its reason, or fewer passes than the floor, makes the exit status 1.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PIP = [sys.executable, "-m", "pip"]

_WEAK_RSA = "RSA keys below 2048 bits are refused, not warned of"
_OWN_CLASSES = "key objects are jamlite's, not instances of cryptography's classes"
_NO_CURVE = "P-192 is unknown here: refused, in other words"
_OWN_READER = "replaces json.loads inside of PyJWT; jamlite reads JSON with its own strict reader"
_NO_NAN = "infinity is no JSON (RFC 8259 section 6): refused while encoding already"
_DAMAGED = "half of a PEM text is a trace of a key, whole or not"


class Suite:
    """An original: its requirement, the least passes, and the tests left out, by the start of a name.

    `only` is the one file of tests that concerns the drop-in, and `needs` what it imports beside pytest.
    """

    def __init__(
        self,
        requirement: str,
        floor: int,
        left_out: dict[str, str],
        only: str | None = None,
        needs: tuple[str, ...] = (),
    ) -> None:
        self.requirement = requirement
        self.floor = floor
        self.left_out = left_out
        self.only = only
        self.needs = needs


SUITES = {
    "jwt": Suite(
        "pyjwt==2.15.1",
        458,
        {
            "TestAlgorithms::test_hmac_should_accept_incomplete_pem_marker": _DAMAGED,
            "TestAlgorithms::test_ec_to_jwk_with_invalid_curve": _NO_CURVE,
            "TestECCurveValidation::test_jwt_encode_decode_rejects_wrong_curve": _OWN_CLASSES,
            "TestKeyLengthValidation::test_rsa_pem_weak_key_validated": _WEAK_RSA,
            "TestJWS::test_encode_decode_ecdsa_related_algorithms": _OWN_CLASSES,
            "TestJWT::test_decode_payload_recursion_error_throws_decode_error": _OWN_READER,
            "TestJWT::test_decode_raises_clean_error_if_claim_is_non_numeric_type[inf-": _NO_NAN,
            "TestPyJWKClient::test_get_signing_key_from_jwt_rejects_payload_recursion_error": _OWN_READER,
        },
    ),
    "jose": Suite(
        "python-jose==3.5.0",
        328,
        {
            "test_incorrect_public_key_hmac_signing": "fails with the original, too",
            "TestRSAAlgorithm::test_RSA_jwk": "a JWK whose dp is not base64url is refused",
            "TestEncrypt::test_rfc7516_appendix_b_direct": "replaces random functions of the back end",
            "TestJWS::test_multiple_keys": "replaces a method of the back end by one that raises Exception",
        },
    ),
    "pyotp": Suite("pyotp==2.12.1", 64, {}),
    "fernet": Suite(
        "cryptography==50.0.2", 36, {}, "tests/test_fernet.py", ("pretend", "cryptography-vectors==50.0.2")
    ),
}
_PREPARE = """\
import sys
sys.path.insert(0, {root!r})
from jamlite import compat
assert compat.install({name!r}, force=True) == [{name!r}]
"""
# pip asks an sdist for its name by running its build tool, and cryptography's wants a Rust compiler. Nothing
# is built here: this stands for the tool, and answers with the name.
_BUILD_TOOL = """\
import os
NAME, VERSION = {requirement!r}.split("==")
def prepare_metadata_for_build_wheel(folder, config_settings=None):
    info = f"{{NAME}}-{{VERSION}}.dist-info"
    os.mkdir(os.path.join(folder, info))
    with open(os.path.join(folder, info, "METADATA"), "w") as file:
        file.write(f"Metadata-Version: 2.1\\nName: {{NAME}}\\nVersion: {{VERSION}}\\n")
    return info
"""
_UNITTEST = "import unittest\nunittest.main(module='test', argv=['test', '-v'])\n"


def unpack(requirement: str, folder: str) -> str:
    """Download an sdist and return the folder it was unpacked to."""
    command = [*PIP, "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", folder]
    environment = dict(os.environ)
    if requirement.startswith("cryptography="):
        with open(os.path.join(folder, "maturin.py"), "w", encoding="utf-8") as file:
            file.write(_BUILD_TOOL.format(requirement=requirement))
        command.append("--no-build-isolation")
        environment["PYTHONPATH"] = folder
    subprocess.run([*command, requirement], check=True, env=environment, timeout=300)
    (archive,) = (name for name in os.listdir(folder) if name.endswith(".tar.gz"))
    path = os.path.join(folder, archive)
    with tarfile.open(path) as tar:
        tar.extractall(folder, filter="data")
    return path[: -len(".tar.gz")]


def run(name: str) -> bool:
    """Run one suite, print the count, and tell whether it is as it should be."""
    suite = SUITES[name]
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack(suite.requirement, folder)
        needed = os.path.join(folder, "needed")
        if suite.needs:
            command = [*PIP, "install", "-q", "--no-deps", "--target", needed, *suite.needs]
            subprocess.run(command, check=True, timeout=300)
        prepare = _PREPARE.format(root=ROOT, name=name)
        if os.path.isdir(os.path.join(unpacked, "tests")):
            place = os.path.join(folder, "run")
            os.makedirs(os.path.join(place, "tests") if suite.only else place)
            moved = suite.only or "tests"
            os.rename(os.path.join(unpacked, moved), os.path.join(place, moved))
            with open(os.path.join(place, "conftest.py"), "w", encoding="utf-8") as file:
                file.write(prepare)
            options = ["-q", "-rf", "-W", "default", "--tb=no", "-p", "no:cacheprovider", "tests"]
            command = [sys.executable, "-m", "pytest", *options]
        else:
            place, command = unpacked, [sys.executable, "-c", prepare + _UNITTEST]
        environment = {**os.environ, "PYTHONPATH": needed}
        done = subprocess.run(
            command, cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=600
        )
    return _judge(name, suite, done.stdout + done.stderr)


def _judge(name: str, suite: Suite, text: str) -> bool:
    failed = re.findall(r"^FAILED tests/\w+(?:/\w+)*\.py::(\S+)", text, re.M)
    failed += re.findall(r"^(?:FAIL|ERROR): (.+)$", text, re.M)
    count = re.search(r"(\d+) passed", text)
    passed = int(count.group(1)) if count else len(re.findall(r" \.\.\. ok$", text, re.M))
    unexpected = [test for test in failed if not test.startswith(tuple(suite.left_out))]
    print(f"{name}: {passed} passed, {len(failed) - len(unexpected)} left out with a reason")
    for test, reason in suite.left_out.items():
        print(f"  left out: {test}: {reason}")
    for test in unexpected:
        print(f"  FAILED: {test}")
    if passed < suite.floor:
        print(f"  at least {suite.floor} must pass; the end of what the run said:\n{text[-2000:]}")
    return not unexpected and passed >= suite.floor


if __name__ == "__main__":
    results = [run(name) for name in sys.argv[1:] or SUITES]
    sys.exit(0 if all(results) else 1)
