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
      fuelMillions: { label: 'Speed of a core', hint: 'Million fuel a second' },
      watts: { label: 'Draw of a busy core', hint: 'Watts more than idle' },
      pricePerKwh: { label: 'Price of a kWh', hint: 'In your currency' },
    },
  },
}
