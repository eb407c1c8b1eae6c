/** What the page for pairing machines says, in English. */
export const pairingEn = {
  title: 'Pair a machine',
  lead: 'A machine elsewhere computes, and your wallet earns. Its key never leaves this browser.',
  begin: '1. On that machine',
  beginAbout:
    'In a copy of this project, with npm and Node 20 or newer. It shows a code and the beginning of a key it has just made.',
  command: 'the command',
  type: '2. Type the code',
  typeAbout: 'A code is good for ten minutes and for one machine.',
  code: 'Code',
  codeHint: 'Eight letters and digits',
  look: 'Find the machine',
  notFound: 'No machine was found',
  machine: '3. Let your wallet sign',
  machineAbout: 'One signature, no transaction and no fee.',
  name: 'It calls itself',
  platform: 'It says it is',
  fingerprint: 'Its key begins with',
  key: 'the whole key',
  compare:
    'Compare the beginning of the key with what the machine shows. If they differ, somebody in between has put in another key: do not sign.',
  allows: [
    'The key may sign receipts for work of every job of this ledger. What it earns is yours.',
    'It can move nothing: no credit, no coin, no other permission.',
    'It ends by itself at the time you choose. To end it sooner, end all session keys of your wallet under My work: one transaction, for all machines at once.',
  ],
  term: 'How long',
  days: (days: string): string => `${days} days`,
  noWallets: 'This browser has no wallet. Install one, then load this page again.',
  signWith: (wallet: string): string => `Sign with ${wallet}`,
  asking: 'The wallet asks you to sign.',
  failed: 'The machine was not paired',
  done: 'Paired',
  doneText: (until: string): string =>
    `The machine picks the permission up within seconds, checks the signature itself and begins to work. It holds until ${until}.`,
  wallet: 'the wallet',
}
