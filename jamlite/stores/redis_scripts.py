"""How records stand in Redis (6.0 or later), and the Lua scripts that change them, each of them atomic.

What there is for the prefix "sessions":

    {sessions}:r:<key>      "<expiry, or nothing> <bytes of the owner> <owner><value>", one string,
                            because one string is what Redis and redis-py are quickest with
    {sessions}:o:<owner>    sorted set of the owner's keys, each with its expiry as score

The braces put all keys of one store into one slot of a cluster, so that a script may touch several.
Redis drops a record by itself a moment after its expiry; the exact time is in the string. The set of
an owner outlives its last record by a minute at most.
"""

from __future__ import annotations

from math import ceil

from ..crypto import hashes
from ..exceptions.sessions import JamStoreError
from .store import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Tuple, Union

    # A command as `execute_command` takes it: the client of a cluster wants the number of keys as an int.
    Word = Union[bytes, str, int]
    Command = Tuple[Word, ...]

FOREIGN = "not a record of jamlite"

# ARGV[1] is the time. Numbers travel as text: Redis cuts them to integers.
_COMMON = """
local now = tonumber(ARGV[1])
local function head(packed)
  local expires, length, start = string.match(packed, '^(%S*) (%d+) ()')
  local border = start and start + length
  if not border or border > #packed + 1 or not (expires == '' or tonumber(expires)) then error('FOREIGN') end
  return expires, string.sub(packed, start, border - 1), border
end
local function live(expires) return expires == '' or tonumber(expires) > now end
local function split(name)
  local base = string.match(name, '^{[^}]*}:')
  return base, string.sub(name, #base + 3)
end
local function write(name, packed, seconds, ...)
  if seconds == '' then return redis.call('SET', name, packed, ...) end
  return redis.call('SET', name, packed, 'EX', seconds, ...)
end
local function enlist(set, key, score, seconds)
  local left = redis.call('TTL', set)  -- -1: for ever, -2: the set does not exist
  redis.call('ZADD', set, score, key)
  if seconds == '' then
    if left >= 0 then redis.call('PERSIST', set) end
    return
  end
  if left > tonumber(seconds) then return end
  if left ~= -2 then
    redis.call('ZREMRANGEBYSCORE', set, '-inf', ARGV[1])
    if redis.call('ZRANGE', set, -1, -1, 'WITHSCORES')[2] == 'inf' then return end
  end
  redis.call('EXPIRE', set, string.format('%d', seconds + 60))  -- a minute more: not at each write again
end
local function unlist(name, owner)
  if owner == '' then return end
  local base, key = split(name)
  redis.call('ZREM', base .. 'o:' .. owner, key)
end
""".replace("FOREIGN", FOREIGN)
# KEYS: the name and the set of the owner, of each record. ARGV[2]: "1" if only free names are to be
# written; then for each record: packed, its key (nothing if it has no owner), score, seconds to live
_PUT = """
local fresh, written = ARGV[2] == '1', 0
for i = 1, #KEYS, 2 do
  local name, packed, key, score, seconds = KEYS[i], unpack(ARGV, 2 * i + 1, 2 * i + 4)
  local done = fresh and write(name, packed, seconds, 'NX')
  if not done then
    local old = redis.call('GET', name)
    local expires, owner
    if old then expires, owner = head(old) end
    if not (old and fresh and live(expires)) then
      local _, new_owner = head(packed)
      if old and owner ~= new_owner then unlist(name, owner) end
      done = write(name, packed, seconds)
    end
  end
  if done then
    if key ~= '' then enlist(KEYS[i + 1], key, score, seconds) end
    written = written + 1
  end
end
return written
"""
# KEYS[1] is the name, KEYS[2] the new one if the record is to move. ARGV[2]: which of value, expiry and
# expected value follow, as some of the letters v, e and x
_CHANGE = """
local name, new, next_one = KEYS[1], KEYS[2], 3
local function given(letter)
  if not string.find(ARGV[2], letter, 1, true) then return nil end
  next_one = next_one + 1
  return ARGV[next_one - 1]
end
local value, new_expires, expected = given('v'), given('e'), given('x')
local packed = redis.call('GET', name)
if not packed then return 0 end
local expires, owner, border = head(packed)
if not live(expires) then return 0 end
if expected or not value then
  local old = string.sub(packed, border)
  if expected and old ~= expected then return 0 end
  value = value or old
end
expires = new_expires or expires
local changed, score, seconds = expires .. ' ' .. #owner .. ' ' .. owner .. value, '+inf', ''
if expires ~= '' then
  score, seconds = expires, string.format('%d', math.max(1, math.ceil(tonumber(expires) - now)))
end
if new then
  local taken = redis.call('GET', new)
  if taken then
    local taken_expires, taken_owner = head(taken)
    if live(taken_expires) then return 0 end
    unlist(new, taken_owner)
  end
  write(new, changed, seconds)
else
  write(name, changed, seconds)
end
if owner ~= '' and (new or new_expires) then
  local base, key = split(new or name)
  enlist(base .. 'o:' .. owner, key, score, seconds)
end
if new then
  redis.call('DEL', name)
  unlist(name, owner)
end
return 1
"""
# KEYS are names
_DELETE = """
local found = 0
for _, name in ipairs(KEYS) do
  local packed = redis.call('GET', name)
  if packed then
    local expires, owner = head(packed)
    redis.call('DEL', name)
    unlist(name, owner)
    if live(expires) then found = found + 1 end
  end
end
return found
"""
# KEYS[1] is the set of the owner, ARGV[2] the owner
_DELETE_OWNER = """
local found, base = 0, split(KEYS[1])
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local name = base .. 'r:' .. key
  local packed = redis.call('GET', name)
  if packed then
    local expires, owner = head(packed)
    if owner == ARGV[2] then
      redis.call('DEL', name)
      if live(expires) then found = found + 1 end
    end
  end
end
redis.call('DEL', KEYS[1])
return found
"""


# KEYS: the name and the set of the owner, and a hash. ARGV[2] is its field, ARGV[3] what is expected
# there; then as in PUT: packed, its key, score, seconds to live
_TAKE_OVER = """
if redis.call('HGET', KEYS[3], ARGV[2]) ~= ARGV[3] then return 0 end
redis.call('HDEL', KEYS[3], ARGV[2])
local old = redis.call('GET', KEYS[1])
if old then
  local expires, owner = head(old)
  if live(expires) then return 0 end
  unlist(KEYS[1], owner)
end
write(KEYS[1], ARGV[4], ARGV[7])
if ARGV[5] ~= '' then enlist(KEYS[2], ARGV[5], ARGV[6], ARGV[7]) end
return 1
"""


def _sha1(text: bytes) -> bytes:
    """Return the name that Redis has for a script."""
    return hashes.digest("sha1", text).hex().encode()  # SHA-1 is EVALSHA's choice; nothing rests on it


_TEXTS: dict[Word, bytes] = {
    _sha1(text): text
    for text in [
        (_COMMON + script).encode() for script in (_PUT, _CHANGE, _DELETE, _DELETE_OWNER, _TAKE_OVER)
    ]
}
PUT, CHANGE, DELETE, DELETE_OWNER, TAKE_OVER = _TEXTS


def whole(command: Command) -> Command:
    """Return an EVALSHA as EVAL, with the script itself: the server has forgotten it in a restart."""
    return ("EVAL", _TEXTS[command[1]], *command[2:])  # which loads it for the next EVALSHA as well


def pack(value: str, owner: str, expires: float | None) -> bytes:
    """Return a record as it stands in Redis."""
    whose = owner.encode()
    return b"%b %d %b%b" % (number(expires), len(whose), whose, value.encode())


def number(expires: float | None) -> bytes:
    """Return an expiry as it stands in Redis: nothing for never."""
    return b"" if expires is None else b"%a" % expires  # repr of a float: it reads back as the same number


def seconds(expires: float | None, now: float) -> bytes:
    """Return how long Redis is to keep a record."""
    # EX takes whole seconds, from 1 on.
    return b"" if expires is None else b"%d" % max(1, ceil(expires - now))


def unpack(packed: bytes | str | None, now: float) -> Record | None:
    """Return the record if there is one and it lives."""
    if packed is None:
        return None
    # A client with decode_responses=True gives text.
    data = packed.encode() if isinstance(packed, str) else packed
    try:
        expires, length, rest = data.split(b" ", 2)
        end = float(expires) if expires else None
        if end is not None and end <= now:  # Redis drops it up to a second later
            return None
        border = int(length)
        if border <= len(rest):
            return Record(rest[border:].decode(), rest[:border].decode(), end)
    except ValueError:  # an error of decoding holds the record: it must not become the context of ours
        pass
    raise foreign()


def foreign() -> JamStoreError:
    """Return the error for what stands under one of our names and is not ours."""
    return JamStoreError("what stands in Redis is " + FOREIGN, error_code="store.corrupt")
