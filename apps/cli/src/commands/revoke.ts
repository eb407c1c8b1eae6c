/** `pumasi revoke`: ends every session key of a wallet at once. */
import type { Command } from 'commander'
import { connectLedger, rehearseActions } from '@pumasi/chain'
import {
  addLedgerOptions,
  addWalletOptions,
  describeCost,
  formatWei,
  namedAccount,
  openWallet,
} from '../ledger/options.ts'
import type { LedgerOptions, WalletOptions } from '../ledger/options.ts'
import { print } from '../terminal/failure.ts'

interface RevokeOptions extends LedgerOptions, WalletOptions {
  readonly yes?: boolean
}

export function addRevokeCommand(program: Command): void {
  const revoke = program
    .command('revoke')
    .description('End every session key of a wallet at once, on every machine')
  addWalletOptions(addLedgerOptions(revoke))
    .option('--yes', 'send; without it the transaction is only rehearsed')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
For a machine that was stolen, sold or broken into. One transaction raises the wallet's epoch on
the ledger; delegations name the epoch they were signed under, and those of lower ones are worth
nothing from then on: coordinators refuse their receipts, auditors too in batches committed later.
Credit earned so far stays. Every worker of the wallet, the good ones too, needs a new delegation.
This cannot be taken back.

Exit code: 0 done, or rehearsed; 1 it was refused, or the node does not answer; 2 wrong usage.

Examples:
  pumasi revoke --rpc URL --ledger 0x5fbd... --keystore wallet.json
  pumasi revoke --rpc URL --ledger 0x5fbd... --keystore wallet.json --yes`,
    )
    .action(revokeSessions)
}

async function revokeSessions(options: RevokeOptions): Promise<void> {
  const { rpc: rpcUrl, ledger: address, yes, json } = options
  const account = await namedAccount(options)
  const { epoch } = await connectLedger({ rpcUrl, address }).fetchAccount(account)
  const foreseen = await rehearseActions({ rpcUrl, address, from: account }).revokeSessions()
  if (!yes) {
    if (json) return print({ account, epoch, sent: false, ...foreseen })
    process.stdout.write(
      `${account} is in epoch ${epoch}: all its session keys would end for ${describeCost(foreseen)}\n` +
        'nothing was sent: add --yes to send\n',
    )
    return
  }
  const {
    txHash,
    gasUsed: gas,
    feeWei,
  } = await (await openWallet(options, options)).revokeSessions()
  if (json) print({ account, epoch: epoch + 1, sent: true, txHash, gas, feeWei })
  else
    process.stdout.write(
      `${account} is in epoch ${epoch + 1}: its session keys have ended, in ${txHash}\n` +
        `  ${gas} gas, ${formatWei(feeWei)}; give each worker of yours a new delegation\n`,
    )
}
