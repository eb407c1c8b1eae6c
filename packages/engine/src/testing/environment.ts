/** A clock that stands still until it is told, randomness from a seed, keys made from names. */
import { concatBytes, digestOf, fromHex, utf8 } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import type { Clock, Randomness } from '../ports/environment.ts'

export interface TestClock extends Clock {
  advance(ms: number): void
}

export function createClock(startMs: number): TestClock {
  let atMs = startMs
  return {
    nowMs: () => atMs,
    advance: (ms) => {
      atMs += ms
    },
  }
}

export function createRandomness(seed: string): Randomness {
  let drawn = 0
  return {
    randomBytes: (count) => {
      const parts: Uint8Array[] = []
      for (let length = 0; length < count; length += 32) {
        drawn += 1
        parts.push(fromHex(digestOf(utf8(`${seed} ${drawn}`))))
      }
      return concatBytes(parts).slice(0, count)
    },
  }
}

/** A wallet and a session key of no value: the hash of a name. */
export interface Keys {
  readonly walletKey: Hex
  readonly account: Account
  readonly sessionKey: Hex
  readonly session: Account
}

export function keysOf(name: string): Keys {
  const walletKey = digestOf(utf8(`wallet of ${name}`))
  const sessionKey = digestOf(utf8(`session of ${name}`))
  const [account, session] = [accountOfKey(walletKey), accountOfKey(sessionKey)]
  return { walletKey, account, sessionKey, session }
}
