/** `pumasi credit`: what an account has earned, on the chain and not yet, and moving it there. */
import type { Command } from 'commander'
import { connectLedger, rehearseActions } from '@pumasi/chain'
import { GridError, formatCredit } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { fetchCreditStanding } from '@pumasi/engine'
import type { CreditStanding } from '@pumasi/engine'
import { accelerateKeccak } from '@pumasi/proof'
import { creditsAt } from '../ledger/credits-at.ts'
import type { CreditPlace } from '../ledger/credits-at.ts'
import {
  addLedgerOptions,
  addWalletOptions,
  anybody,
  describeCost,
  formatWei,
  namedAccount,
  openWallet,
} from '../ledger/options.ts'
import type { LedgerOptions, WalletOptions } from '../ledger/options.ts'
import { print } from '../terminal/failure.ts'
import { addressOption, urlOption } from '../terminal/options.ts'

interface CreditOptions extends LedgerOptions, WalletOptions, CreditPlace {}
interface SyncOptions extends CreditOptions {
  readonly for?: Account
  readonly yes?: boolean
}

const addPlaces = (command: Command): Command =>
  addLedgerOptions(command)
    .option('--mirror <url|folder>', 'any copy of the data; it is not trusted')
    .option('--coordinator <url>', 'a coordinator, which proves credits itself', urlOption)

export function addCreditCommand(program: Command): void {
  const credit = program.command('credit').description('What an account earned, and on the chain')
  const show = credit
    .command('show', { isDefault: true })
    .description('What an account has on the chain, what a sync would add, and what waits')
    .argument('[account]', 'its address; that of --keystore when not given', addressOption)
  addWalletOptions(addPlaces(show))
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Everything is held against the ledger: neither a mirror nor a coordinator can make anybody richer.

Examples:
  pumasi credit 0x7099...79c8 --rpc URL --ledger 0x5fbd... --mirror copy
  pumasi credit --keystore wallet.json --rpc URL --ledger 0x5fbd... --coordinator URL --json`,
    )
    .action(showCredit)
  const sync = credit
    .command('sync')
    .description('Set the balance on the chain to what the newest final batch says')
  addWalletOptions(addPlaces(sync))
    .option('--for <account>', 'another account than the wallet’s own', addressOption)
    .option('--yes', 'send; without it the transaction is only rehearsed')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Anybody may pay for anybody's sync. A balance may go down: a batch that was voided does not count.

Exit code: 0 done, rehearsed, or nothing to do; 1 refused, unproven, or unreachable; 2 wrong usage.

Examples:
  pumasi credit sync --keystore wallet.json --rpc URL --ledger 0x5fbd... --mirror copy
  pumasi credit sync --keystore wallet.json --yes --rpc URL --ledger 0x5fbd... --coordinator URL`,
    )
    .action(syncCredit)
}

async function fetchStanding(options: CreditOptions, account: Account): Promise<CreditStanding> {
  await accelerateKeccak()
  const ledger = connectLedger({ rpcUrl: options.rpc, address: options.ledger })
  return fetchCreditStanding(ledger, creditsAt(options, ledger), account)
}

async function showCredit(account: Account | undefined, options: CreditOptions): Promise<void> {
  const standing = await fetchStanding(options, account ?? (await namedAccount(options)))
  if (options.json) print(standing)
  else process.stdout.write(describe(standing))
}

async function syncCredit(options: SyncOptions): Promise<void> {
  const { rpc: rpcUrl, ledger: address, yes, json } = options
  if (yes && options.keystore === undefined) {
    throw new GridError('USAGE', 'found --yes without --keystore: nobody pays', {
      hint: 'Name a wallet with --keystore, or leave --yes out to rehearse.',
    })
  }
  const account = options.for ?? (await namedAccount(options))
  const standing = await fetchStanding(options, account)
  const { final, syncable, balanceMicro } = standing
  if (final === null || !syncable) {
    if (json) print({ account, sent: false, syncable })
    else process.stdout.write(`${describe(standing)}nothing to sync\n`)
    return
  }
  const { cumulativeCreditMicro: becomes } = final.leaf
  const change = `${account}: ${formatCredit(balanceMicro)} becomes ${formatCredit(becomes)} credits`
  if (!yes) {
    const acts = rehearseActions({ rpcUrl, address, from: anybody })
    const foreseen = await acts.syncCredit(final)
    if (json) print({ account, sent: false, syncable, batchId: final.id, becomes, ...foreseen })
    else
      process.stdout.write(
        `${change} with batch ${final.id}, for ${describeCost(foreseen)}\n` +
          'nothing was sent: add --keystore FILE --yes to send\n',
      )
    return
  }
  const actions = await openWallet(options, options)
  const { txHash, gasUsed: gas, feeWei } = await actions.syncCredit(final)
  if (json) print({ account, sent: true, batchId: final.id, becomes, txHash, gas, feeWei })
  else
    process.stdout.write(
      `${change} with batch ${final.id}\n  in ${txHash}, ${gas} gas, ${formatWei(feeWei)}\n`,
    )
}

/** A change may go down. */
const signed = (creditMicro: bigint): string =>
  creditMicro < 0n ? `-${formatCredit(-creditMicro)}` : formatCredit(creditMicro)

function describe({ account, balanceMicro, syncedTo, final, newest }: CreditStanding): string {
  const at = syncedTo === 0 ? 'never synced' : `synced at batch ${syncedTo}`
  const due = (final?.leaf.cumulativeCreditMicro ?? balanceMicro) - balanceMicro
  const last = newest?.proof.leaf.cumulativeCreditMicro
  const waiting = last === undefined ? 0n : last - (final?.leaf.cumulativeCreditMicro ?? 0n)
  const until = newest && new Date(newest.finalAt * 1_000).toISOString()
  return [
    account,
    `  on the chain  ${formatCredit(balanceMicro)} credits (${at})`,
    `  to be synced  ${signed(due)}${final === null ? '' : ` (final batch ${final.id})`}`,
    `  waiting       ${signed(waiting)}${waiting === 0n ? '' : ` (final ${until})`}`,
    '',
  ].join('\n')
}
