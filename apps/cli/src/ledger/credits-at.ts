/** Who proves credits: a copy of the data, or a coordinator. Neither is believed. */
import { connectGrid } from '@pumasi/client'
import { GridError } from '@pumasi/domain'
import { proveCredit } from '@pumasi/engine'
import type { CreditProver, LedgerReader } from '@pumasi/engine'
import { creditProofSchema } from '@pumasi/proof'
import { mirrorAt } from '../mirror/mirror-at.ts'

export interface CreditPlace {
  readonly mirror?: string
  readonly coordinator?: string
}

/** @throws `USAGE` unless one place is named */
export function creditsAt(
  { mirror, coordinator }: CreditPlace,
  ledger: LedgerReader,
): CreditProver {
  if (mirror !== undefined && coordinator === undefined) {
    const copy = mirrorAt(mirror)
    return (batch, account) => proveCredit(ledger, copy, batch, account)
  }
  if (coordinator !== undefined && mirror === undefined) {
    return async ({ id: batchId }, account) => {
      const { call } = connectGrid({ url: coordinator.replace(/\/+$/, ''), token: null })
      const answer = await call((client) => client.accounts.credit.query({ account, batchId }))
      const read = creditProofSchema.nullable().safeParse(answer)
      if (read.success) return read.data
      throw new GridError('CREDIT_UNPROVEN', `found an answer of ${coordinator} that is no proof`, {
        hint: 'Ask a mirror, or another coordinator.',
      })
    }
  }
  throw new GridError('USAGE', 'expected --mirror or --coordinator, one of them', {
    hint: 'A coordinator’s URL is also a mirror; a folder is one when pumasi mirror wrote it.',
  })
}
