/** What the page of the ledger says, in English. */
const format = new Intl.NumberFormat('en')

export const ledgerEn = {
  title: 'Ledger',
  lead: 'What this grid claims, where nobody can take it back: each batch is one transaction.',
  history: 'Committed over time',
  historyAbout: 'By when each batch was closed.',
  quiet: 'Nothing was committed in this time.',
  summary: (units: number, batches: number): string =>
    `${format.format(units)} units in ${format.format(batches)} batches.`,
  batches: 'Batches',
  standings: 'Where each batch stands',
  standingsAbout:
    'A committed batch is open to objections for a while. Only final batches move balances. Fees are in the chain’s coin; times run from closing a batch to its confirmed block. A batch’s number leads to verifying it.',
  states: {
    waiting: 'Waiting for the chain',
    unknown: 'Committed',
    pending: 'Open to objections',
    held: 'Objected to',
    frozen: 'Frozen',
    final: 'Final',
    voided: 'Voided',
  },
  signatures: 'Attestors',
  signed: (count: string): string => `${count} signed`,
  refusedBy: (attestor: string): string => `${attestor} refused:`,
  verify: 'Verify this batch in this tab',
  fee: (coins: string): string => `fee ${coins}`,
  took: (span: string): string => `after ${span}`,
  transactions: (count: string): string => `sent ${count} times`,
  healed: (time: string): string => `taken out of what counts ${time}`,
  finalIn: (span: string): string => `final in ${span}`,
  finalDue: 'final with the next block',
  failed: 'The chain could not be asked',
  retry: 'A commit that does not get through',
  retryAbout:
    'The coordinator tries again by itself. A batch the ledger has is never sent twice, and a transaction that no block takes is replaced for a higher fee, so trying now does no harm. It is logged.',
  office: 'Who has a right on it',
  officeAbout: 'As the contract says now. Whoever is named here can be replaced, after a delay.',
  committer: 'Commits batches',
  quorum: 'Attestors who must sign',
  of: (all: string): string => `of ${all}`,
  lastVoided: 'Batch voided last',
  none: 'none',
  attestor: 'the attestor',
  unattested: 'No attestor signs these batches: an audit is what checks them.',
}
