/** What the page of the account says, in English. */
export const sessionEn = {
  title: 'Your account',
  lead: 'An account is a wallet. It signs one short text; no password, no fee, nothing is moved.',
  signIn: 'Sign in',
  choose: 'Wallets found in this browser',
  chooseAbout: (hours: number): string =>
    `Sign-In with Ethereum. You stay signed in here for ${hours} hours at the most.`,
  with: (wallet: string): string => `Sign in with ${wallet}`,
  asking: 'Look at your wallet: it asks for a signature',
  noWallets:
    'No wallet answered. Install one as an extension of this browser, or use pumasi login at the command line.',
  failed: 'Nobody was signed in',
  signedIn: 'Signed in',
  address: 'the address of the account',
  mayAbout: 'What you may do, by the settings of this grid',
  may: {
    look: 'Look at everything that is public',
    submit: 'Submit jobs, and steer those that are yours',
    operate: 'Operate the grid: steer every job, block and unblock accounts',
  },
  mayNot: 'Submitting is for accounts that the operators of this grid have named.',
  signOut: 'Sign out',
  signOutAbout: 'Signed in on several pages, you are signed out of all of them in this browser.',
  toSubmit: 'Submit a job',
  /** Instead of a page that is for others. */
  nobody: {
    title: 'Sign in first',
    text: 'This page is for accounts that are signed in.',
  },
  submitter: {
    title: 'This page is for those who may submit',
    text: 'Ask an operator of this grid to name your account in its settings.',
  },
  operator: {
    title: 'This page is for operators',
    text: 'Whoever runs the coordinator names operators in its settings.',
  },
}
