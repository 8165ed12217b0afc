/** The two scripts: a fixed window and a rolling one. Each is atomic, and the only thing sent for a call. */
import { createHash } from 'node:crypto'
import type { RedisScript } from '@flotilla/adapter-sdk'

/*
 * KEYS: meta, data, dedup; all with the same hash tag. ARGV: limit, window, bucket, best effort (1 or 0), amount, now,
 * whether there is a dedup id (1 or 0). Times in µs: whole numbers that Lua holds exactly (Istio's ns are beyond 2^53).
 * Answer: {granted, how long it is valid}. Keys end when nothing they hold counts any more.
 */
const HEAD = `
local meta, data, dedup = KEYS[1], KEYS[2], KEYS[3]
local limit, window, bucket = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local best, amount, now = ARGV[4] == '1', tonumber(ARGV[5]), tonumber(ARGV[6])
local function text(n) return string.format('%.0f', n) end
local function keep(key, us) redis.call('PEXPIRE', key, text(math.max(1, math.ceil(us / 1000)))) end
local function answer(granted, valid)
  if ARGV[7] == '1' then
    redis.call('HSET', dedup, 'token', text(granted), 'expire', text(now + valid))
    keep(dedup, valid)
  end
  return {granted, valid}
end
if ARGV[7] == '1' then
  local known = redis.call('HMGET', dedup, 'token', 'expire')
  if known[1] and known[2] and tonumber(known[2]) > now then
    return {tonumber(known[1]), tonumber(known[2]) - now}
  end
end
local function grant(free)
  if amount <= free then return amount end
  if best and free > 0 then return free end
  return 0
end
`

const FIXED = `${HEAD}
local state = redis.call('HMGET', meta, 'token', 'expire')
local token, expire = tonumber(state[1] or '0'), tonumber(state[2] or '0')
if now >= expire then token, expire = 0, now + window end
if amount < 0 then
  local back = math.min(token, -amount)
  redis.call('HSET', meta, 'token', text(token - back), 'expire', text(expire))
  keep(meta, expire - now)
  return {back, 0}
end
local granted = grant(limit - token)
if granted <= 0 then return {0, 0} end
redis.call('HSET', meta, 'token', text(token + granted), 'expire', text(expire))
keep(meta, expire - now)
return answer(granted, expire - now)
`

const ROLLING = `${HEAD}
local state = redis.call('HMGET', meta, 'token', 'inBucket', 'since')
local token, inBucket = tonumber(state[1] or '0'), tonumber(state[2] or '0')
local since = tonumber(state[3] or text(now))
if now - since + 1 > bucket then
  if inBucket > 0 then redis.call('ZADD', data, text(since), text(since) .. ':' .. text(inBucket)) end
  since, inBucket = now, 0
end
for _, old in ipairs(redis.call('ZRANGEBYSCORE', data, '-inf', text(now - window))) do
  token = token - tonumber(string.match(old, ':(%d+)$'))
  redis.call('ZREM', data, old)
end
local function save()
  redis.call('HSET', meta, 'token', text(token), 'inBucket', text(inBucket), 'since', text(since))
  keep(meta, window + bucket)
  keep(data, window + bucket)
end
if amount < 0 then
  local back = math.min(inBucket, -amount)
  inBucket, token = inBucket - back, token - back
  while back < -amount do
    local newest = redis.call('ZRANGE', data, -1, -1)[1]
    if not newest then break end
    local start, held = string.match(newest, '^(%d+):(%d+)$')
    local take = math.min(tonumber(held), -amount - back)
    redis.call('ZREM', data, newest)
    if tonumber(held) > take then
      redis.call('ZADD', data, start, start .. ':' .. text(tonumber(held) - take))
    end
    back, token = back + take, token - take
  end
  save()
  return {back, 0}
end
local granted = grant(limit - token)
if granted <= 0 then
  save()
  return {0, 0}
end
inBucket, token = inBucket + granted, token + granted
save()
return answer(granted, window)
`

export const FIXED_WINDOW: RedisScript = script(FIXED)
export const ROLLING_WINDOW: RedisScript = script(ROLLING)

function script(text: string): RedisScript {
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}
