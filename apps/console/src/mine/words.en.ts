/** What the page of a contributor's own work says, in English. */
const format = new Intl.NumberFormat('en')
const units = (count: number): string => `${format.format(count)} ${count === 1 ? 'unit' : 'units'}`

export const mineEn = {
  title: 'My work',
  lead: 'What the machines of one wallet did for others, what it earned, and what it took.',
  account: 'Wallet address',
  accountHint:
    'Yours when you are signed in or contribute from this browser; anybody’s may be read',
  accountWrong: 'An address is 0x and 40 digits',
  failed: 'The work could not be read',
  credit: {
    heading: 'Credit',
    about: 'First believed, then committed to the ledger, then shown as a balance by a sync.',
    pending: 'Pending',
    pendingNote: 'units',
    believed: 'Believed',
    committed: 'Of that, on the chain',
    balance: 'Balance of the wallet',
    noChain: 'The chain did not say what the balance is.',
    neverSynced: 'This wallet was never synced: what it earned is provable, and not a balance yet.',
    syncedTo: (batch: string): string => `Synced to batch ${batch}.`,
  },
  sync: {
    heading: 'Move it onto the chain',
    about:
      'A sync sets the balance on the ledger to what the newest final batch says. The coordinator gives the proof and is not believed: a node that you choose is asked.',
    ask: 'Ask the chain',
    asking: 'Asking the node',
    failed: 'The chain did not say',
    now: 'Balance on the ledger',
    never: 'never synced',
    atBatch: (batch: string): string => `as of batch ${batch}`,
    provable: 'Proven by a final batch',
    inBatch: (batch: string): string => `batch ${batch}`,
    waiting: 'Not final yet',
    finalAt: (time: string): string => `final ${time}`,
    compared: 'The proof beside the chain',
    foundHere: 'By the proof',
    onChain: 'On the chain',
    fields: { creditsRoot: 'Root of the credit table' },
    states: {
      ready: (chain: string): string => `The proof holds on chain ${chain}: a sync will be taken.`,
      level: (chain: string): string =>
        `Nothing to sync: the balance on chain ${chain} is what the newest final batch says.`,
      early: (chain: string): string =>
        `Nothing to sync yet: on chain ${chain} the batches that name this wallet are still open to objections.`,
      nothing: (chain: string): string =>
        `Nothing to sync: no batch on chain ${chain} names this wallet yet.`,
    },
    becomes: (credit: string): string =>
      `The balance becomes ${credit}. Any wallet may pay for it:`,
    syncWith: (wallet: string): string => `Sync with ${wallet}`,
    mined: 'Sent, and in a block',
    notSynced: 'It was not synced',
    done: (credit: string): string => `Synced: the ledger now says ${credit}`,
  },
  revoke: {
    heading: 'End all session keys',
    about:
      'For a machine that was stolen, sold or broken into. The node named above is asked, and the wallet itself sends.',
    facts: [
      'One transaction raises the epoch of the wallet on the ledger. Every session key it ever allowed ends with that, on every machine and in every tab.',
      'Credit earned so far stays. Receipts those keys sign from then on earn nothing.',
      'Machines that are still yours must be paired again, and this tab started again. It cannot be taken back.',
    ],
    look: 'See what it would take',
    would: (epoch: string, next: string): string =>
      `The wallet is in epoch ${epoch} and would be in epoch ${next}:`,
    revokeWith: (wallet: string): string => `End all session keys with ${wallet}`,
    failed: 'The chain did not say',
    mined: 'Sent, and in a block',
    notDone: 'No key was ended',
    done: (epoch: string): string =>
      `All session keys have ended: the ledger now says epoch ${epoch}`,
    after: 'Coordinators hear of it within about half a minute.',
  },
  jobs: {
    heading: 'What your machines found',
    about: 'By job, the newest first.',
    none: 'No machine of this wallet has reported anything yet.',
    newest: (count: string): string => `Over the newest ${count} receipts.`,
    sentence: (all: number, believed: number, credit: string): string =>
      `Your machines ran ${units(all)}; ${format.format(believed)} of them are believed and earned ${credit}.`,
    waiting: (count: number): string => `${units(count)} wait for others to agree.`,
    refused: (count: number): string => `${units(count)} were refused, as said below.`,
    found: 'What the job found as a whole',
  },
  energy: {
    heading: 'What it took',
    about:
      'An estimate: the sandbox counts instructions, not electricity. Change what does not fit your machines.',
    fuel: 'Fuel burnt',
    coreHours: 'Hours of one core',
    kwh: 'kWh',
    cost: 'Cost',
    assumptions: {
      fuelMillions: {
        label: 'Speed of a core',
        hint: 'Million fuel a second; ordinary cores burn 2,000 to 8,000',
      },
      watts: {
        label: 'Draw of a busy core',
        hint: 'Watts; of a whole processor at full load, its share (9 to 16 measured)',
      },
      pricePerKwh: { label: 'Price of a kWh' },
    },
    region: 'Whose price',
    regions: { kr: 'Korea', eu: 'EU', us: 'USA' },
    priceHint: (currency: string, price: string, year: string): string =>
      `${currency}; the average household there paid ${price} in ${year}`,
    sources:
      'Prices: KEPCO (bill of an average household, 2024), Eurostat (nrg_pc_204, first half of 2025), EIA (residential average, 2023). Watts: reviews that measured desktop processors. docs/energy.md names them all.',
  },
}
