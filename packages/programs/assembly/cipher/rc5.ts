/**
 * RC5-32/12 with keys of 64 bits (R. L. Rivest, The RC5 Encryption Algorithm, FSE 1994).
 *
 * In: a key and a block as numbers whose first byte is the highest. Out: the encrypted block.
 * Invariant: the answers of Rivest's vectors and of RSA's contest (cipher.test.ts).
 */
const WORDS: i32 = 26
const schedule = new StaticArray<u32>(WORDS)
const P: u32 = 0xb7e15163
const Q: u32 = 0x9e3779b9

/** Mixes `c` words of key, lowest byte first, into the schedule. */
function expand(key: StaticArray<u32>, c: i32): void {
  let word = P
  for (let i = 0; i < WORDS; i++, word += Q) unchecked((schedule[i] = word))
  let a: u32 = 0
  let b: u32 = 0
  let j = 0
  let i = 0
  for (let step = 3 * WORDS; step > 0; step--) {
    a = rotl<u32>(unchecked(schedule[i]) + a + b, 3)
    unchecked((schedule[i] = a))
    b = rotl<u32>(unchecked(key[j]) + a + b, a + b)
    unchecked((key[j] = b))
    if (++i == WORDS) i = 0
    if (++j == c) j = 0
  }
}

function encryptWords(left: u32, right: u32): u64 {
  let a = left + unchecked(schedule[0])
  let b = right + unchecked(schedule[1])
  for (let i = 2; i < WORDS; i += 2) {
    a = rotl<u32>(a ^ b, b) + unchecked(schedule[i])
    b = rotl<u32>(b ^ a, a) + unchecked(schedule[i + 1])
  }
  return ((<u64>bswap<u32>(a)) << 32) | (<u64>bswap<u32>(b))
}

const shortKey = new StaticArray<u32>(2)

/** Encrypts `block` under the eight bytes of `key`. */
export function rc5(key: u64, block: u64): u64 {
  unchecked((shortKey[0] = bswap<u32>(<u32>(key >> 32))))
  unchecked((shortKey[1] = bswap<u32>(<u32>key)))
  expand(shortKey, 2)
  return encryptWords(bswap<u32>(<u32>(block >> 32)), bswap<u32>(<u32>block))
}

const longKey = new StaticArray<u32>(4)

/** Encrypts `block` under sixteen bytes of key, for Rivest's vectors. */
export function rc5Long(high: u64, low: u64, block: u64): u64 {
  unchecked((longKey[0] = bswap<u32>(<u32>(high >> 32))))
  unchecked((longKey[1] = bswap<u32>(<u32>high)))
  unchecked((longKey[2] = bswap<u32>(<u32>(low >> 32))))
  unchecked((longKey[3] = bswap<u32>(<u32>low)))
  expand(longKey, 4)
  return encryptWords(bswap<u32>(<u32>(block >> 32)), bswap<u32>(<u32>block))
}
