/** Records made from numbers, for tests of the rules; nothing is signed here. */
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, Digest, JobId, LeaseId } from '@pumasi/domain'
import type { Receipt, Signature, SignedReceipt } from '@pumasi/proof'
import type { GridRules } from '../policy/credit.ts'
import type { Lease, UnitView } from '../lifecycle/records.ts'

export const rules: GridRules = {
  version: 1,
  rewriterVersion: 1,
  fuelPerCreditMicro: 1_000n,
  quorumMin: 1,
}

export const digest = (text: string): Digest => digestOf(utf8(text))
export const account = (n: number): Account => `0x${n.toString(16).padStart(40, '0')}` as Account
export const jobId = digest('job') as string as JobId
export const leaseIdOf = (n: number): LeaseId => digest(`lease ${n}`) as string as LeaseId

/** Account `n` says that unit 0 put out `output`. */
export const makeReceipt = (
  n: number,
  output: string,
  changes: Partial<Receipt> = {},
): SignedReceipt => ({
  receipt: {
    jobId,
    unitIndex: 0,
    programHash: digest('program'),
    inputHash: digest('input'),
    outputHash: digest(output),
    exitClass: 'exited',
    fuel: 5_999n,
    rewriterVersion: 1,
    leaseId: leaseIdOf(n),
    account: account(n),
    ...changes,
  },
  signature: digest(`${n} ${output} ${JSON.stringify(changes, String)}`) as string as Signature,
})

/** An active lease of account `n`, with the session key `n + 1000`. */
export const makeLease = (n: number, changes: Partial<Lease> = {}): Lease => ({
  id: leaseIdOf(n),
  jobId,
  unitIndex: 0,
  account: account(n),
  session: account(n + 1000),
  state: 'active',
  grantedAtMs: 0,
  expiresAtMs: 100,
  reason: null,
  ...changes,
})

export const openView = (quorum: number, leases: readonly Lease[] = []): UnitView => ({
  unit: {
    jobId,
    unitIndex: 0,
    state: 'open',
    wanted: quorum,
    vacant: quorum - leases.length,
    verdict: null,
    failure: null,
  },
  quorum,
  leases,
  terms: null,
  receipts: [],
})
