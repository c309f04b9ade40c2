"""A keychain in a folder: one private file for each key, and one that names the current key.

    current.jam       the id of the current key
    <id>.json         {"id", "status", "created_at", "algorithm", "material" (base64), "fingerprint"}
    keychain.lock     held by whoever changes something

The folder (0700) and the files (0600) belong to the user of the process and to nobody else, or they
are refused. Files are replaced whole and made durable before a change is acknowledged, so processes
that are killed leave the old state or the new one. They are read anew for each token: what another
process rotated or revoked counts at once. Folders of Jam 4 are read and written as they are.
"""

from __future__ import annotations

import binascii
import errno
import os
import stat
from contextlib import contextmanager
from datetime import datetime

from ..encoding import strict_json
from ..exceptions.keychain import JamKeychainConfigurationError, JamKeychainStorageError
from ..stores.files import FileLock, can_name_a_file, replace_file, sync_folder
from . import algorithms, records
from .chain import Keychain
from .records import Entry, KeyStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator, List

_CURRENT = "current.jam"
_SUFFIX = ".json"
_MAX_BYTES = 1 << 16  # of one file; the largest RSA key takes a quarter
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)  # a link in the place of a file: refused by the system itself
    | getattr(os, "O_NONBLOCK", 0)  # a pipe in the place of a file does not hang
)


class FileStorage(Keychain):
    """A keychain in a folder.

    Args:
        path: the folder; made, with mode 0700, if it is not there.
        algorithm: as in `Keychain`; None takes that of the keys that are there.
        purpose: as in `Keychain`.
        create: False refuses a folder that is not there.

    Raises:
        JamKeychainStorageError: the folder is not private, belongs to somebody else, or cannot be used.
        JamKeychainConfigurationError: no such algorithm, or none was given and no key is there.
    """

    __slots__ = ("_known", "_lock", "path")

    def __init__(
        self,
        path: str | os.PathLike[str],
        algorithm: str | None = None,
        purpose: str | None = None,
        *,
        create: bool = True,
    ) -> None:
        self.path = os.path.abspath(_path_text(path))
        self._lock = FileLock(os.path.join(self.path, "keychain"))
        # By the bytes and not by the time of the file, which two writes within one tick share.
        self._known: dict[str, tuple[bytes, Entry]] = {}  # id -> the file's bytes and what they say
        if algorithm is not None:  # before a folder is made for nothing
            algorithm = algorithms.known(algorithm, purpose)
        with _storage_errors(self.path):
            if create and algorithm is not None and not os.path.lexists(self.path):
                _make_folders(os.path.dirname(self.path))  # those above need not be private
                os.mkdir(self.path, 0o700)  # and not makedirs: its mode counts for the last folder alone
            # `lstat`: a link to a folder of others is refused.
            _check_private(self.path, os.lstat(self.path), stat.S_ISDIR)
        super().__init__(self._found_algorithm() if algorithm is None else algorithm)

    def _found_algorithm(self) -> str:
        for name in self._key_names():
            entry = self._entry(name)
            if entry is not None:
                return entry.algorithm
        raise JamKeychainConfigurationError(
            f"{self.path} has no keys yet; say for which algorithm they are to be",
            error_code="keychain.unsupported_algorithm",
        )

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with _storage_errors(self.path), self._lock.hold():
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with _storage_errors(self.path), self._lock.hold(shared=True):
            yield

    def _key_names(self) -> List[str]:
        with _storage_errors(self.path):
            names = [name[: -len(_SUFFIX)] for name in os.listdir(self.path) if name.endswith(_SUFFIX)]
        return sorted(filter(records.is_id, names))  # editors leave files there that are no keys

    def _file(self, key_id: str) -> str:
        return os.path.join(self.path, key_id + _SUFFIX)

    def _read(self, key_id: str) -> Entry | None:
        entry = self._entry(key_id)
        if entry is not None and entry.algorithm != self.algorithm:
            raise JamKeychainConfigurationError(
                f"{self._file(key_id)} is a key for {entry.algorithm}, and this keychain is for "
                f"{self.algorithm}",
                error_code="keychain.algorithm_mismatch",
            )
        return entry

    def _entry(self, key_id: str) -> Entry | None:
        path = self._file(key_id)
        data = _read_private(path)
        if data is None:
            self._known.pop(key_id, None)
            return None
        known = self._known.get(key_id)
        if known is not None and known[0] == data:
            return known[1]
        entry = _parse(path, key_id, data)
        self._known[key_id] = (data, entry)
        return entry

    def _read_all(self) -> List[Entry]:
        return [entry for entry in map(self._read, self._key_names()) if entry is not None]

    def _write(self, entry: Entry) -> None:
        members = {
            **entry.info(entry.id).as_dict(),
            "material": binascii.b2a_base64(entry.material, newline=False).decode("ascii"),
        }
        replace_file(self._file(entry.id), strict_json.dumps(members) + b"\n")

    def _delete(self, key_id: str) -> None:
        path = self._file(key_id)
        os.unlink(path)
        sync_folder(path)
        self._known.pop(key_id, None)

    def _pointer(self) -> str | None:
        path = os.path.join(self.path, _CURRENT)
        data = _read_private(path)
        if data is None:
            return None
        key_id = data.decode("ascii", "replace").strip()  # a person may have written it, with a line feed
        if not records.is_id(key_id):
            raise JamKeychainStorageError(
                f"{path} does not hold the id of a key; write one into it, or move it away",
                error_code="keychain.invalid_current",
            )
        return key_id

    def _point(self, key_id: str | None) -> None:
        path = os.path.join(self.path, _CURRENT)
        if key_id is not None:
            replace_file(path, key_id.encode("ascii"))
        else:
            os.unlink(path)
            sync_folder(path)

    def __repr__(self) -> str:
        return f"<FileStorage {self.algorithm} {self.path}>"


def _path_text(path: object) -> str:
    text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else None
    if not isinstance(text, str) or not text or "\0" in text or not can_name_a_file(text):
        raise JamKeychainConfigurationError(
            "the path of a keychain must be text", error_code="keychain.missing_path"
        )
    return text


def _make_folders(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except RecursionError:  # thousands of folders in one another
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG)) from None


@contextmanager
def _storage_errors(path: str) -> Iterator[None]:
    """Turn every OSError into a JamKeychainStorageError that names the file and the cause."""
    try:
        yield
    except OSError as error:
        raise JamKeychainStorageError(
            f"{error.filename or path}: {error.strerror or type(error).__name__}",
            details={"errno": error.errno},
        ) from error


def _read_private(path: str) -> bytes | None:
    """Return the content of a file only its owner can read; None if there is none."""
    with _storage_errors(path):
        if not hasattr(os, "O_NOFOLLOW") and os.path.islink(path):  # Windows
            raise _unsafe(path, "is a link")
        try:
            descriptor = os.open(path, _OPEN_FLAGS)
        except FileNotFoundError:
            return None
        except OSError:
            if os.path.islink(path):
                raise _unsafe(path, "is a link") from None
            raise
        try:
            # `fstat` and not stat: the file that is open, whatever stands under the name by now.
            _check_private(path, os.fstat(descriptor), stat.S_ISREG)
            data = os.read(descriptor, _MAX_BYTES + 1)  # one byte more shows that it is too long
        finally:
            os.close(descriptor)
    if len(data) > _MAX_BYTES:
        raise _corrupt(path)
    return data


def _check_private(path: str, status: os.stat_result, is_right_kind: Callable[[int], bool]) -> None:
    """Refuse what is not a file (or folder), is not ours, or is open to others."""
    if not is_right_kind(status.st_mode):
        raise _unsafe(path, "is a link or of another kind than it must be")
    if not hasattr(os, "geteuid"):  # Windows has neither this owner nor these modes
        return
    if status.st_uid != os.geteuid():  # its owner could open it to others at any time
        raise JamKeychainStorageError(
            f"{path} belongs to another user than this process", error_code="keychain.ownership"
        )
    # As ssh does: a key that others could read is a key that is lost.
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise JamKeychainStorageError(
            f"{path} is open to other users: chmod go= {path}", error_code="keychain.permissions"
        )


def _parse(path: str, key_id: str, data: bytes) -> Entry:
    """Return the entry of a key file, complete and unharmed, or raise."""
    try:
        members = strict_json.loads(data, "the key file")
        material = binascii.a2b_base64(members["material"].encode("ascii"))
        created_at = datetime.fromisoformat(members["created_at"])
        algorithm, status = algorithms.known(members["algorithm"]), members["status"]
        if (
            members["id"] != key_id  # a copied file would be a second key with the same material
            or status not in KeyStatus.ALL
            or created_at.tzinfo is None  # it could not be compared with the others
            or members["fingerprint"] != records.fingerprint(material)  # a file that was damaged or mixed up
        ):
            raise ValueError
        return Entry(key_id, status, created_at, algorithm, material)
    except (ValueError, KeyError, TypeError, AttributeError):  # our own errors are ValueErrors, too
        pass
    raise _corrupt(path)  # not raised above: the errors there may hold the text of the file


def _corrupt(path: str) -> JamKeychainStorageError:
    return JamKeychainStorageError(
        f"{path} is damaged; restore it, or move it away", error_code="keychain.corrupt_key"
    )


def _unsafe(path: str, why: str) -> JamKeychainStorageError:
    return JamKeychainStorageError(f"{path} {why}", error_code="keychain.unsafe_file")
