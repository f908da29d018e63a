// Redis commands as one would type them, without their values: names, keys and numbers that are structure stay, everything
// else is `?`. What is not known to be harmless is not shown, so that a command of tomorrow shows its name alone.

/** Longer arguments, and longer texts, are cut. */
export const MAX_ARGUMENT_LENGTH = 128;
export const MAX_TEXT_LENGTH = 1024;

const ALL = Infinity;

/** Reads and structure: nothing in them is a stored value. */
const SHOWN = `
  get getdel getrange strlen mget incr decr incrby decrby incrbyfloat del unlink exists touch type rename renamenx copy keys
  scan randomkey dbsize expire expireat expiretime pexpire pexpireat pexpiretime persist ttl pttl object dump sort sort_ro
  hget hmget hgetall hkeys hvals hlen hstrlen hexists hdel hincrby hscan hrandfield
  llen lindex lrange ltrim lpop rpop blpop brpop lmove blmove rpoplpush brpoplpush lmpop blmpop
  scard smembers spop srandmember sscan sinter sinterstore sunion sunionstore sdiff sdiffstore sintercard
  zcard zcount zrange zrangebyscore zrevrange zrevrangebyscore zpopmin zpopmax bzpopmin bzpopmax zremrangebyrank
  zremrangebyscore zscan zunionstore zinterstore zrangestore
  xlen xrange xrevrange xread xreadgroup xack xdel xtrim xpending xclaim xautoclaim
  pfcount pfmerge getbit bitcount bitop
  subscribe unsubscribe psubscribe punsubscribe ssubscribe sunsubscribe pubsub
  watch unwatch multi exec discard select flushdb flushall info lastsave time wait waitaof role ping`;

/** What comes first is a key or a channel, or a part of the server; the rest may be a value. */
const FIRST_SHOWN = `
  set setex psetex setnx getset getex append setrange setbit mset msetnx hsetnx
  sadd srem sismember smismember smove lpush lpushx rpush rpushx linsert lset lrem lpos
  zadd zrem zscore zmscore zincrby zrank zrevrank zrangebylex zrevrangebylex zlexcount zremrangebylex
  xadd pfadd publish spublish geoadd geodist geohash geopos geosearch restore bitfield hexpire
  config client acl script function memory cluster command debug latency slowlog xinfo xgroup module`;

const TWO_SHOWN = 'hset hmset';

/** `EVAL script numkeys key … arg …`. */
const SCRIPTS = new Set(['eval', 'evalsha', 'eval_ro', 'evalsha_ro', 'fcall', 'fcall_ro']);

const SHOWN_ARGUMENTS: ReadonlyMap<string, number> = new Map(
  [[SHOWN, ALL] as const, [FIRST_SHOWN, 1] as const, [TWO_SHOWN, 2] as const].flatMap(([names, count]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name): [string, number] => [name, count]),
  ),
);

/** The text of a command, for `db.query.text`. Consecutive values are one `?`, so that lists of any length look the same. */
export function commandText(name: string, args: readonly unknown[]): string {
  const lower = name.toLowerCase();
  let text = name.toUpperCase();
  if (args.length === 0) return text;
  const isScript = SCRIPTS.has(lower);
  const shown = isScript ? 2 + Number(args[1]) : (SHOWN_ARGUMENTS.get(lower) ?? 0);
  let wasHidden = false;
  for (let index = 0; index < args.length && text.length < MAX_TEXT_LENGTH; index++) {
    const isHidden = !(index < shown) || (isScript && index === 0);
    if (isHidden && wasHidden) continue;
    text += isHidden ? ' ?' : ` ${argumentText(args[index])}`;
    wasHidden = isHidden;
  }
  return text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text;
}

/** The texts of several commands, for a batch. */
export function batchText(commands: readonly { readonly name: string; readonly args: readonly unknown[] }[]): string {
  let text = '';
  for (const { name, args } of commands) {
    if (text.length >= MAX_TEXT_LENGTH) break;
    text += `${text === '' ? '' : '; '}${commandText(name, args)}`;
  }
  return text.slice(0, MAX_TEXT_LENGTH);
}

function argumentText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text =
    typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString('utf8', 0, MAX_ARGUMENT_LENGTH) : '?';
  const short = text.length > MAX_ARGUMENT_LENGTH ? `${text.slice(0, MAX_ARGUMENT_LENGTH)}…` : text;
  return short === '' || /[\s"'\\\p{C}]/u.test(short) ? JSON.stringify(short) : short;
}
