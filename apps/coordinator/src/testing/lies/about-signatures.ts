/** Lies about who did the work, and whether they might. */
import { digestOf, utf8 } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import { START_S, grantOf, keysOf } from '@pumasi/engine/testing'
import { signChallenge, signDelegation, signReceipt } from '@pumasi/proof'
import type { Delegation } from '@pumasi/proof'
import { domain } from '../test-coordinator.ts'
import { codeOf } from './stage.ts'
import { claiming, refusedWith } from './telling.ts'
import type { HostLie, Scene } from './telling.ts'

const registering =
  (name: string, change: (grant: Delegation) => Record<string, unknown>) =>
  ({ stage }: Scene) => {
    const keys = keysOf(name)
    return codeOf(stage.grid.register(keys, change(grantOf(keys))))
  }
const grant = (name: string, delegation: Delegation, signer = name, on = domain) => ({
  delegation: signDelegation(delegation, on, keysOf(signer).walletKey),
})

export const aboutSignatures: readonly HostLie[] = [
  [
    'replayed receipt',
    'the receipt of another host, as it was',
    'RECEIPT_BAD_SIGNATURE',
    async ({ stage, liar, honest, jobId }) => {
      const signed = await stage.work(honest, await stage.lease(honest, jobId))
      await stage.report(honest, signed)
      return refusedWith(await stage.report(liar, signed))
    },
  ],
  [
    'foreign receipt',
    'for a unit it has no lease on',
    'RECEIPT_WRONG_UNIT',
    claiming({ unitIndex: 1 }),
  ],
  [
    'foreign receipt',
    'for another job',
    'RECEIPT_WRONG_UNIT',
    claiming({ jobId: digestOf(utf8('another job')) as string as JobId }),
  ],
  [
    'foreign receipt',
    'in the name of another account',
    'RECEIPT_WRONG_ACCOUNT',
    claiming({ account: keysOf('steady').account }),
  ],
  [
    'foreign receipt',
    'signed for another chain',
    'RECEIPT_BAD_SIGNATURE',
    async ({ stage, liar, leased }) => {
      const { receipt } = await stage.work(liar, leased)
      const signed = signReceipt(receipt, { ...domain, chainId: 1n }, liar.sessionKey)
      return refusedWith(await stage.report(liar, signed))
    },
  ],
  [
    'foreign receipt',
    'signed by another session',
    'RECEIPT_BAD_SIGNATURE',
    async ({ stage, liar, leased, honest }) => {
      const { receipt } = await stage.work(liar, leased)
      const signed = signReceipt(receipt, domain, honest.sessionKey)
      return refusedWith(await stage.report(liar, signed))
    },
  ],
  [
    'foreign receipt',
    'changed after it was signed',
    'RECEIPT_BAD_SIGNATURE',
    async ({ stage, liar, leased }) => {
      const signed = await stage.work(liar, leased)
      const { receipt } = signed
      const changed = { ...signed, receipt: { ...receipt, fuel: receipt.fuel + 1n } }
      return refusedWith(await stage.report(liar, changed))
    },
  ],
  [
    'forged delegation',
    'signed by another wallet',
    'DELEGATION_FORGED',
    registering('forger', (delegation) => grant('forger', delegation, 'another')),
  ],
  [
    'forged delegation',
    'signed for another chain',
    'DELEGATION_FORGED',
    registering('wanderer', (delegation) =>
      grant('wanderer', delegation, 'wanderer', { ...domain, chainId: 1n }),
    ),
  ],
  [
    'forged delegation',
    'of a session key it does not hold',
    'SESSION_NOT_HELD',
    registering('borrower', () => ({
      signature: signChallenge(digestOf(utf8('made up')), domain, keysOf('another').sessionKey),
    })),
  ],
  [
    'expired session',
    'a delegation that is over',
    'DELEGATION_EXPIRED',
    registering('late', (delegation) => grant('late', { ...delegation, expiresAt: START_S })),
  ],
  [
    'expired session',
    'one that does not hold yet',
    'DELEGATION_NOT_YET_VALID',
    registering('early', (delegation) =>
      grant('early', { ...delegation, notBefore: START_S + 86_400 }),
    ),
  ],
  [
    'expired session',
    'work done while its delegation ran out',
    'DELEGATION_EXPIRED',
    async ({ stage, liar, leased }) => {
      const { clock } = stage.grid
      const expiresAt = Math.floor(clock.nowMs() / 1_000) + 10
      const { delegation } = grant(liar.name, { ...grantOf(liar), expiresAt })
      await stage.grid.register(liar, { delegation })
      const signed = await stage.work(liar, leased)
      clock.advance(10_000)
      return refusedWith(await stage.report(liar, signed))
    },
  ],
  [
    'expired session',
    'work done after its wallet revoked it',
    'DELEGATION_REVOKED',
    async ({ stage, liar, leased }) => {
      const signed = await stage.work(liar, leased)
      stage.grid.ledger.revoke(liar.account)
      stage.grid.clock.advance(31_000)
      return refusedWith(await stage.report(liar, signed))
    },
  ],
  [
    'expired session',
    'work for a job it was not delegated to',
    'DELEGATION_OUT_OF_SCOPE',
    async (scene) => {
      const { stage, liar } = scene
      const scope = digestOf(utf8('another job'))
      await stage.grid.register(liar, grant(liar.name, { ...grantOf(liar), scope }))
      return claiming({})(scene)
    },
  ],
  [
    'expired session',
    'a token of the day before',
    'HOST_TOKEN_MISSING',
    async ({ stage, liar, leased }) => {
      const signed = await stage.work(liar, leased)
      const token = stage.grid.tokens.issueToken(
        liar.session,
        stage.grid.clock.nowMs() - 86_400_000,
      )
      return codeOf(stage.report({ ...liar, token }, signed))
    },
  ],
]
