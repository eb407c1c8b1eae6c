/** Everything the console says, in English. Other catalogues have the same keys and parameters. */
const format = new Intl.NumberFormat('en')
const count = (value: number, one: string, many: string): string =>
  `${format.format(value)} ${value === 1 ? one : many}`
const units = (value: number): string => count(value, 'unit', 'units')

export const en = {
  title: 'Pumasi console',
  tagline: 'Grid computing whose results anyone can check',
  skip: 'Skip to content',
  loading: 'Loading',
  pageMissing: 'This page could not be loaded. Reload to try again.',
  nav: {
    label: 'Pages',
    overview: 'Overview',
    jobs: 'Jobs',
    accounts: 'Accounts',
    log: 'Operators’ log',
    start: 'Start here',
    contribute: 'Contribute',
  },
  /** Whether this tab computes. */
  phase: {
    idle: 'Not running',
    starting: 'Starting',
    running: 'Running',
    finishing: 'Finishing what is under way',
  },
  account: {
    signIn: 'Sign in',
    signedIn: (account: string): string => `Signed in: ${account}`,
  },
  language: 'Language',
  scheme: { label: 'Colours', light: 'Light', dark: 'Dark', auto: 'As the system' },
  copy: (what: string): string => `Copy ${what}`,
  copied: 'Copied',
  pages: (what: string): string => `Pages of ${what}`,
  page: (number: number): string => `Page ${number}`,
  pageBefore: 'Previous page',
  pageAfter: 'Next page',
  scrollable: (what: string): string => `${what}, scrolls sideways`,

  connection: {
    connecting: 'Connecting',
    live: 'Live',
    lost: 'Connection lost',
    asOf: (time: string): string => `as of ${time}`,
    lostTitle: 'The coordinator does not answer',
    lostText: (time: string): string =>
      `What you see is how things stood at ${time}. The page keeps trying and goes on by itself.`,
    neverText:
      'The page keeps trying. If it stays like this, check that the coordinator is running.',
  },

  headline: {
    connecting: 'Asking the coordinator what is going on',
    empty: 'The grid is ready and has no job yet',
    cancelled: (job: string): string => `${job} was cancelled`,
    waiting: (job: string): string => `${job} is waiting for hosts`,
    computing: (job: string, hosts: number): string =>
      `${count(hosts, 'host is', 'hosts are')} computing ${job}`,
    committing: (job: string): string => `${job} is computed and being written to the chain`,
    done: (job: string): string => `${job} is done and on the chain`,
  },
  progress: {
    believed: (believed: number, all: number): string =>
      `${format.format(believed)} of ${units(all)} believed`,
    committed: (committed: number): string => `${format.format(committed)} of them on the chain`,
    failed: (failed: number): string => `${units(failed)} failed`,
    left: (span: string): string => `about ${span} left`,
    emptyHint: 'Submit a job with the pumasi command, and its units are handed out from here.',
  },

  trouble: 'The coordinator cannot do everything right now',
  outdated: {
    title: 'This page is older than the coordinator',
    text: 'Reload it to get the matching version.',
  },

  job: {
    heading: 'Progress',
    about: 'A unit is believed once independent accounts returned the same output for it.',
    id: 'job id',
    bar: (job: string): string => `Progress of ${job}`,
    believed: 'Believed',
    committed: 'On the chain',
    failed: 'Failed',
    leases: 'Being computed',
    leasesHint: 'leases out with hosts',
    rate: 'Units a minute',
    of: (all: string): string => `of ${all}`,
    created: (time: string): string => `submitted ${time}`,
    others: 'Other jobs',
    othersAbout: 'All other jobs this coordinator knows, newest first.',
    name: 'Job',
    share: 'Progress',
    units: 'Units',
  },
  chart: {
    heading: 'Units over time',
    about: 'Drawn live. What came before you opened the page is known from the batches only.',
    summary: (believed: number, committed: number, all: number): string =>
      `Of ${units(all)}, ${format.format(believed)} are believed and ` +
      `${format.format(committed)} are on the chain.`,
    empty: 'The curve begins with the first unit.',
    missing: 'The chart could not be loaded. Reload the page to try again.',
  },
  hosts: {
    heading: 'Hosts',
    about: 'Machines that took part, and what became of the receipts they sent.',
    none: 'No host has registered yet.',
    host: 'Host',
    account: 'Account',
    accountOf: (name: string): string => `the account of ${name}`,
    leases: 'Working on',
    received: 'Received',
    credited: 'Credited',
    refused: 'Refused',
    expired: 'Expired',
    credit: 'Credit',
    seen: 'Last seen',
    suspended: 'Suspended',
    suspendedBy: (reason: string): string => `Gets no work: ${reason}`,
  },
  refusals: {
    heading: 'Refused, and why',
    about: 'Receipts that differ from what independent accounts agree on. They earn nothing.',
    none: 'Nothing was refused.',
    reason: 'Reason',
    units: 'Units',
    andMore: (named: string, more: number): string => `${named} and ${format.format(more)} more`,
    newest: 'Newest',
    codes: {
      OUTPUT_DIFFERS: 'The output is not the one the others found.',
      EXIT_CLASS_DIFFERS: 'The run ended differently from the others.',
      FUEL_DIFFERS: 'It counted other work for the same output.',
      VERSION_DIFFERS: 'It was metered by another version.',
      UNIT_FAILED: 'The unit was given up, so nobody is credited for it.',
      VOID: 'A later check of the account failed, so others run the unit.',
      ON_PAROLE: 'Confirmed, but unpaid: the account works off a failed check.',
    },
  },
  handovers: {
    heading: 'Handed over',
    about: 'A host vanished in mid-unit, so its unit was given to somebody else.',
    none: 'Nobody vanished.',
    unit: 'Unit',
    from: 'From',
    to: 'To',
    nobody: 'nobody yet',
    when: 'Expired',
  },
  batches: {
    heading: 'Batches on the chain',
    about: 'Believed units go to the ledger in batches: one transaction, one Merkle root.',
    none: 'No batch is closed yet.',
    batch: 'Batch',
    units: 'Units',
    gas: 'Gas per unit',
    transaction: 'Transaction',
    block: 'Block',
    when: 'Closed',
    state: 'State',
    committed: 'Committed',
    waiting: 'Waiting',
    transactionOf: (id: number): string => `the transaction of batch ${id}`,
  },
  ledger: {
    heading: 'Check it yourself',
    about: 'Anyone can audit this grid with this and a mirror of the data, trusting nobody.',
    address: 'Ledger address',
    chain: 'Chain id',
    rpc: 'RPC endpoint',
    quorum: 'Accounts that must agree',
    unknown: 'The coordinator has not said yet.',
  },
  notFound: { title: 'There is no such page', home: 'Go to the overview' },
}

export type Messages = typeof en
