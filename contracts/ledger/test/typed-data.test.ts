/** What wallets are shown and sign is what this project hashes, by a library of others. */
import type { Account, Digest } from '@pumasi/domain'
import { delegationDigest, delegationTypedData } from '@pumasi/proof'
import type { Delegation } from '@pumasi/proof'
import { TypedDataEncoder } from 'ethers'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const hex = <T extends string>(bytes: number): fc.Arbitrary<T> =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value) => `0x${Buffer.from(value).toString('hex')}` as T)
const seconds = fc.nat(Number.MAX_SAFE_INTEGER)
const grants: fc.Arbitrary<Delegation> = fc.record({
  ...{ account: hex<Account>(20), session: hex<Account>(20), scope: hex<Digest>(32) },
  ...{ notBefore: seconds, expiresAt: seconds, epoch: seconds },
})
const domains = fc.record({ chainId: fc.bigInt(1n, 2n ** 64n), ledger: hex<Account>(20) })

it('a delegation', () => {
  fc.assert(
    fc.property(grants, domains, (grant, domain) => {
      const written = JSON.parse(JSON.stringify(delegationTypedData(grant, domain)))
      const { EIP712Domain: _, ...types } = written.types
      expect(written.primaryType).toBe('Delegation')
      expect(TypedDataEncoder.hash(written.domain, types, written.message)).toBe(
        delegationDigest(grant, domain),
      )
    }),
  )
})
