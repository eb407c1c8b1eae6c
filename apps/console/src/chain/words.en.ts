/** What pages say that ask a chain, or send to it, in English. */
export const chainEn = {
  rpc: 'RPC endpoint of a node',
  rpcHint: 'The page asks it directly; it learns your network address and what you ask about.',
  rpcWrong: 'An endpoint begins with http:// or https://.',
  ledger: 'Address of the ledger',
  ledgerHint: 'Filled in as this grid says it. Take it from somewhere you trust.',
  ledgerWrong: 'An address is 0x and 40 hexadecimal digits.',
  cors: 'A node may also refuse pages of other sites (CORS): then try another one.',

  epochHint:
    'Asked in which epoch your wallet is, since only then a later revocation ends what it signs.',
  epochBy: (epoch: string, node: string): string => `Signed for epoch ${epoch} as ${node} says.`,
  epochFirst:
    'No node said in which epoch the wallet is: signed for epoch 0 which holds unless it has ended its session keys before.',

  fee: (gas: string, fee: string): string => `about ${gas} gas, ${fee} of the chain’s coin`,
  feePaid: (gas: string, fee: string): string => `${gas} gas, ${fee} of the chain’s coin`,
  noWallets: 'This browser has no wallet. Install one, then load this page again.',
  stages: {
    wallet: 'The wallet asks you to confirm.',
    block: 'Sent. Waiting for a block to take it.',
  },
  sent: 'the transaction',
  sentAs: 'Sent as',
  inBlock: (block: string): string => `In block ${block}:`,
}
