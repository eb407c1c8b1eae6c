/** What is spoken with a ledger, and the terms of its deployment; nothing of Node. */
import abi from '../abi/GridLedger.json' with { type: 'json' }
import local from '../ignition/parameters/local.json' with { type: 'json' }

/** ABI of `GridLedger`, kept in the repository; a test holds it equal to the compiler's. */
export const gridLedgerAbi = abi

/** What a ledger is deployed with and keeps for ever, besides its genesis and its people. */
export interface LedgerTerms {
  /** Seconds between a proposal of the admin and its effect. */
  readonly adminDelay: number
  /** Seconds in which a batch may be objected to. */
  readonly finalityWindow: number
  /** Seconds more that objections can hold a batch back. */
  readonly disputeWindow: number
  /** Fuel that earns one micro-credit. */
  readonly fuelPerCreditMicro: bigint
  /** Wei a challenge takes. */
  readonly challengeBond: bigint
}

const { GridLedger: written } = local
const bigintOf = (text: string): bigint => BigInt(text.slice(0, -1)) // Ignition writes 12n

/** The terms of a local chain, as `ledger:deploy` has them. */
export const localTerms: LedgerTerms = {
  adminDelay: written.adminDelay,
  finalityWindow: written.finalityWindow,
  disputeWindow: written.disputeWindow,
  fuelPerCreditMicro: bigintOf(written.fuelPerCreditMicro),
  challengeBond: bigintOf(written.challengeBond),
}
