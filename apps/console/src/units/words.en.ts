/** What the page of one unit says, in English. */
const some = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`

export const unitEn = {
  title: (unit: string): string => `Unit ${unit}`,
  back: 'Its job',
  unknown: 'There is no such unit',
  why: 'Where it is, and why',
  whereabouts: {
    PAUSED: () => 'Its job is paused, so nobody gets it.',
    WAITS_FOR_HOSTS: ({ vacant, votes }: Counts) =>
      `It waits for ${some(vacant, 'host', 'hosts')} to run it; ${some(votes, 'receipt', 'receipts')} so far.`,
    RUNNING: ({ running, votes }: Counts) =>
      `${some(running, 'host runs', 'hosts run')} it now; ${some(votes, 'receipt', 'receipts')} so far.`,
    PROVISIONAL: () =>
      'A trusted account reported it. It is believed once later checks of that account agree.',
    DECIDING: () => 'Every run that was asked for is in; it is decided next.',
    WAITS_FOR_LATE: ({ running }: Counts) =>
      `It is believed, and ${some(running, 'host', 'hosts')} may still join in before its batch closes.`,
    WAITS_FOR_BATCH: () => 'It is believed and goes into the next batch.',
    WAITS_FOR_CHAIN: ({ batchId }: Counts) =>
      `It is in batch ${batchId}, which waits for the chain.`,
    ON_CHAIN: ({ batchId }: Counts) =>
      `It is on the chain, in batch ${batchId}. Nothing is left to do.`,
    FAILED: () => 'It was given up. Nobody is credited for it.',
    CANCELLED: () => 'Its job was cancelled before it was decided.',
  },
  failures: {
    NO_AGREEMENT: 'Accounts kept disagreeing on what it gives.',
    VOIDED: 'Its batch was voided.',
    RETURNED_BY_HOSTS: 'Several hosts gave it back: they could not run it.',
  },
  facts: { quorum: 'Accounts that must agree', trust: 'decided by trust', fuel: 'Instructions' },
  verify: 'Check the proof of this unit, and run it again here',
  timeline: 'Its life',
  none: 'Nothing has happened yet.',
  granted: (host: string): string => `Lease to ${host}`,
  until: (time: string): string => `until ${time}`,
  lost: {
    expired: (host: string): string => `${host} did not report in time`,
    returned: (host: string): string => `${host} gave it back`,
    released: (host: string): string => `${host} stopped and let it go`,
  },
  reported: (host: string): string => `Receipt of ${host}`,
  standings: { pending: 'pending', credited: 'credited', refused: 'refused' },
  hidden: 'What it claims is hidden until the unit is decided.',
  output: 'output',
  decided: (votes: number): string =>
    `Believed: ${some(votes, 'account agrees', 'accounts agree')}`,
  failed: 'Given up',
  cancelled: 'Cancelled',
  batched: (batch: string): string => `Batch ${batch} closed`,
  committed: (block: string): string => `On the chain, block ${block}`,
  transaction: 'the transaction',
}

/** The numbers behind a code. */
export interface Counts {
  readonly vacant: number
  readonly votes: number
  readonly running: number
  readonly batchId: number
}
