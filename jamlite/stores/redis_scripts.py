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

from ..crypto import hashes
from ..exceptions.sessions import JamStoreError
from .base import Record

FOREIGN = "not a record of jamlite"

# KEYS are names of records, ARGV[1] is the time. Numbers travel as text: Redis cuts them to integers.
_COMMON = """
local base, now = string.match(KEYS[1], '^{[^}]*}:'), tonumber(ARGV[1])
local function head(packed)
  local expires, length, start = string.match(packed, '^(%S*) (%d+) ()')
  local border = start and start + length
  if not border or border > #packed + 1 or not (expires == '' or tonumber(expires)) then error('FOREIGN') end
  return expires, string.sub(packed, start, border - 1), border
end
local function live(expires) return expires == '' or tonumber(expires) > now end
local function lifetime(expires)
  if expires ~= '' then return math.max(1, math.ceil(tonumber(expires) - now)) end
end
local function write(name, packed, seconds, ...)
  if not seconds then return redis.call('SET', name, packed, ...) end
  return redis.call('SET', name, packed, 'EX', string.format('%d', seconds), ...)
end
local function unlist(name, owner)
  if owner ~= '' then redis.call('ZREM', base .. 'o:' .. owner, string.sub(name, #base + 3)) end
end
local function enlist(name, owner, expires, seconds)
  if owner == '' then return end
  local set = base .. 'o:' .. owner
  local left = redis.call('TTL', set)  -- -1: for ever, -2: there is no such set
  redis.call('ZADD', set, seconds and expires or '+inf', string.sub(name, #base + 3))
  if not seconds then
    if left >= 0 then redis.call('PERSIST', set) end
    return
  end
  if left > seconds then return end
  if left ~= -2 then
    redis.call('ZREMRANGEBYSCORE', set, '-inf', ARGV[1])
    if redis.call('ZRANGE', set, -1, -1, 'WITHSCORES')[2] == 'inf' then return end
  end
  redis.call('EXPIRE', set, string.format('%d', seconds + 60))  -- a minute more: not at each write again
end
""".replace("FOREIGN", FOREIGN)
# ARGV[2]: "1" if only free names are to be written; then one packed record for each name
_PUT = """
local fresh, written = ARGV[2] == '1', 0
for i, name in ipairs(KEYS) do
  local packed = ARGV[i + 2]
  local expires, owner = head(packed)
  local seconds = lifetime(expires)
  local done = fresh and write(name, packed, seconds, 'NX')
  if not done then
    local old = redis.call('GET', name)
    local old_expires, old_owner
    if old then old_expires, old_owner = head(old) end
    if not (old and fresh and live(old_expires)) then
      if old and old_owner ~= owner then unlist(name, old_owner) end
      done = write(name, packed, seconds)
    end
  end
  if done then
    enlist(name, owner, expires, seconds)
    written = written + 1
  end
end
return written
"""
# KEYS[2]: the new name, if the record is to move. ARGV[2]: which of value, expiry and expected value
# follow, as some of the letters v, e and x
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
local changed, seconds = expires .. ' ' .. #owner .. ' ' .. owner .. value, lifetime(expires)
if new then
  local taken = redis.call('GET', new)
  if taken then
    local taken_expires, taken_owner = head(taken)
    if live(taken_expires) then return 0 end
    unlist(new, taken_owner)
  end
  write(new, changed, seconds)
  enlist(new, owner, expires, seconds)
  redis.call('DEL', name)
  unlist(name, owner)
else
  write(name, changed, seconds)
  if new_expires then enlist(name, owner, expires, seconds) end
end
return 1
"""
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
local found = 0
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


def _sha1(text: bytes) -> bytes:
    """Return the name that Redis has for a script."""
    return hashes.digest("sha1", text).hex().encode()


_TEXTS = {
    _sha1(text): text
    for text in [(_COMMON + script).encode() for script in (_PUT, _CHANGE, _DELETE, _DELETE_OWNER)]
}
PUT, CHANGE, DELETE, DELETE_OWNER = _TEXTS


def whole(command: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return an EVALSHA as EVAL, with the script itself: the server has forgotten it in a restart."""
    return (b"EVAL", _TEXTS[command[1]], *command[2:])


def pack(value: str, owner: str, expires: float | None) -> bytes:
    """Return a record as it stands in Redis."""
    whose = owner.encode()
    return b"%b %d %b%b" % (seconds(expires), len(whose), whose, value.encode())


def seconds(expires: float | None) -> bytes:
    """Return an expiry, or nothing for never."""
    return b"" if expires is None else b"%a" % expires


def unpack(packed: bytes | str | None, now: float) -> Record | None:
    """Return the record if there is one and it lives."""
    if packed is None:
        return None
    data = packed.encode() if isinstance(packed, str) else packed
    try:
        expires, length, rest = data.split(b" ", 2)
        end = float(expires) if expires else None
        if end is not None and end <= now:
            return None
        border = int(length)
        if border > len(rest):
            raise foreign()
        return Record(rest[border:].decode(), rest[:border].decode(), end)
    except ValueError as error:
        raise foreign() from error


def foreign() -> JamStoreError:
    """Return the error for what stands under one of our names and is not ours."""
    return JamStoreError("what stands in Redis is " + FOREIGN, error_code="store.corrupt")
