/** Hosts of a load generator: keys made from numbers, registered over the real protocol. */
import { digestOf, fromHex, toHex, utf8 } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey, receiptDigest, scopeEveryJob } from '@pumasi/proof'
import { signChallenge, signDelegation } from '@pumasi/proof'
import type { Receipt, Signature, SignedReceipt, SigningDomain } from '@pumasi/proof'
import { PROTOCOL_VERSION, createGridClient } from '@pumasi/protocol'
import secp256k1 from 'secp256k1'
import { inParallel } from './wire.ts'

export interface LoadHost {
  readonly account: Account
  readonly key: Uint8Array
  readonly token: string
}

export async function registerHosts(
  url: string,
  domain: SigningDomain,
  count: number,
): Promise<LoadHost[]> {
  const client = createGridClient({ url })
  const hosts: LoadHost[] = []
  const nowSeconds = Math.floor(Date.now() / 1_000)
  await inParallel(
    Array.from({ length: count }, (_, n) => n),
    4,
    async (n) => {
      const walletKey: Hex = digestOf(utf8(`bench wallet ${n}`))
      const sessionKey: Hex = digestOf(utf8(`bench session ${n}`))
      const [account, session] = [accountOfKey(walletKey), accountOfKey(sessionKey)]
      const { challenge } = await client.host.challenge.mutate({ session })
      const grant = {
        ...{ account, session, scope: scopeEveryJob, epoch: 0 },
        ...{ notBefore: nowSeconds - 3_600, expiresAt: nowSeconds + 864_000 },
      }
      const { token } = await client.host.register.mutate({
        protocolVersion: PROTOCOL_VERSION,
        delegation: signDelegation(grant, domain, walletKey),
        name: `bench ${n}`,
        platform: 'load generator',
        challenge,
        signature: signChallenge(challenge, domain, sessionKey),
      })
      hosts.push({ account, key: fromHex(sessionKey), token })
    },
  )
  return hosts
}

/** Signs as a client does, only faster. */
export function signFast(receipt: Receipt, domain: SigningDomain, key: Uint8Array): SignedReceipt {
  const { signature, recid } = secp256k1.ecdsaSign(fromHex(receiptDigest(receipt, domain)), key)
  const bytes = new Uint8Array(65)
  bytes.set(signature)
  bytes[64] = 27 + recid
  return { receipt, signature: toHex(bytes) as Signature }
}
