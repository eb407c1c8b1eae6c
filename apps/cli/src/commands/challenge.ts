/** `pumasi challenge`: put a bond on a wrong output, have attestors rule, settle, be paid. */
import type { Command } from 'commander'
import { connectDisputes, connectLedger, rehearseActions } from '@pumasi/chain'
import { isGridError } from '@pumasi/domain'
import type { WantedUnit } from '@pumasi/engine'
import { accelerateKeccak } from '@pumasi/proof'
import { createNodeExecutor } from '@pumasi/sandbox'
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
import { raiseChallenge } from '../ledger/raise-challenge.ts'
import type { Raised } from '../ledger/raise-challenge.ts'
import { readRulings } from '../ledger/ruling-files.ts'
import { settleChallenges } from '../ledger/settle-challenges.ts'
import type { Settled } from '../ledger/settle-challenges.ts'
import { mirrorAt } from '../mirror/mirror-at.ts'
import { failWith, print } from '../terminal/failure.ts'
import { unitArgument } from '../terminal/options.ts'

interface PayingOptions extends LedgerOptions, WalletOptions {
  readonly yes?: boolean
}
interface RaiseOptions extends PayingOptions {
  readonly mirror: string
}

const addPaying = (command: Command, send: string): Command =>
  addWalletOptions(addLedgerOptions(command))
    .option('--yes', `${send}; without it everything is only rehearsed`)
    .option('--json', 'print one JSON document')

export function addChallengeCommand(program: Command): void {
  const challenge = program
    .command('challenge')
    .description('Put a bond on a committed output that is wrong, and have attestors decide')
  const raise = challenge
    .command('raise', { isDefault: true })
    .description('Execute a unit again here, and challenge its batch when it comes out otherwise')
    .argument('<unit>', 'JOB:INDEX, as in 0xb4b9...1cc6:17', unitArgument)
    .requiredOption('--mirror <url|folder>', 'any copy of the data')
  addPaying(raise, 'put down the bond').addHelpText('after', raiseHelp).action(raiseOne)
  const settle = challenge
    .command('settle')
    .description('Bring what attestors signed before the contract, which decides')
    .argument('[rulings...]', 'files that pumasi attest --rulings wrote')
  addPaying(settle, 'send').addHelpText('after', settleHelp).action(settleAll)
  const withdraw = challenge
    .command('withdraw')
    .description('Be paid the bonds and rewards of challenges that were upheld')
  addPaying(withdraw, 'send').addHelpText('after', withdrawHelp).action(withdrawAll)
}

const raiseHelp = `
The bond is the ledger's, the same for everybody. More than half of its attestors must then sign
what they got from executing the unit again (pumasi attest --rulings). If it differs from what was
committed, the batch is voided and the bond comes back, with as much again from the pot if it is
there. If it is the same, or if nobody rules before the horizon, the bond is lost: ask attestors
first.

Exit code: 0 it comes out otherwise here, and is challenged with --yes; 1 it comes out as it was
committed, or the contract refuses, and why; 2 nothing to compare with.

Examples:
  pumasi challenge 0xb4b9...1cc6:17 --rpc URL --ledger 0x5fbd... --mirror copy
  pumasi challenge 0xb4b9...1cc6:17 --rpc URL --ledger 0x5fbd... --mirror copy \\
    --keystore wallet.json --yes`

const settleHelp = `
Anybody may, for gas. Each open challenge is held against the rulings given; one whose batch was
voided otherwise, or whose horizon has passed, is closed and needs none.

Exit code: 0 every open challenge is settled, or can be; 1 one waits for more rulings, or is
refused; 2 nothing to submit to or with.

Examples:
  pumasi challenge settle --rpc URL --ledger 0x5fbd...          what is open
  pumasi challenge settle rulings/*.json --rpc URL --ledger 0x5fbd... --keystore wallet.json --yes`

const withdrawHelp = `
Exit code: 0 done, rehearsed, or nothing to withdraw; 1 refused, or unreachable; 2 wrong usage.

Example:
  pumasi challenge withdraw --rpc URL --ledger 0x5fbd... --keystore wallet.json --yes`

async function raiseOne(unit: WantedUnit, options: RaiseOptions): Promise<void> {
  const { rpc: rpcUrl, ledger: address, mirror, keystore, yes, json } = options
  const executor = createNodeExecutor({ threads: 1 })
  try {
    await accelerateKeccak()
    const from = keystore === undefined ? null : await namedAccount(options)
    const raised = await raiseChallenge(
      {
        ...{ ledger: connectLedger({ rpcUrl, address }), mirror: mirrorAt(mirror), executor },
        disputes: connectDisputes({ rpcUrl, address }),
        rehearsal: from && rehearseActions({ rpcUrl, address, from }),
        actions: yes ? await openWallet(options, options) : null,
      },
      unit,
    )
    if (json) print({ ...raised, sent: raised.txHash !== null })
    else process.stdout.write(describeRaised(raised))
    process.exitCode = raised.verdict === 'right' ? 1 : 0
  } catch (error) {
    process.exitCode = failed(error, json)
  } finally {
    await executor.close()
  }
}

async function settleAll(files: readonly string[], options: PayingOptions): Promise<void> {
  const { rpc: rpcUrl, ledger: address, yes, json } = options
  try {
    const ledger = connectLedger({ rpcUrl, address })
    const { chainId, address: found } = await ledger.identify()
    const rulings = await readRulings(files, { chainId, ledger: found })
    const actions = yes ? await openWallet(options, options) : null
    const outcomes = await settleChallenges(
      {
        ...{ ledger, disputes: connectDisputes({ rpcUrl, address }), actions },
        rehearsal: rehearseActions({ rpcUrl, address, from: actions?.account ?? anybody }),
      },
      rulings,
    )
    const ok = outcomes.every(({ verdict }) => verdict.includes('settled'))
    if (json) print({ ok, sent: actions !== null, outcomes })
    else process.stdout.write(describeSettled(outcomes, actions !== null))
    process.exitCode = ok ? 0 : 1
  } catch (error) {
    process.exitCode = failed(error, json)
  }
}

async function withdrawAll(options: PayingOptions): Promise<void> {
  const { rpc: rpcUrl, ledger: address, yes, json } = options
  const account = await namedAccount(options)
  const amountWei = await connectDisputes({ rpcUrl, address }).fetchWithdrawable(account)
  if (amountWei === 0n) {
    if (json) print({ account, amountWei, sent: false })
    else process.stdout.write(`${account} has nothing to withdraw\n`)
    return
  }
  const foreseen = await rehearseActions({ rpcUrl, address, from: account }).withdraw()
  const sum = `${account}: ${formatWei(amountWei)}`
  if (!yes) {
    if (json) return print({ account, amountWei, sent: false, ...foreseen })
    process.stdout.write(
      `${sum} to withdraw, for ${describeCost(foreseen)}\nnothing was sent: add --yes to send\n`,
    )
    return
  }
  const { txHash } = await (await openWallet(options, options)).withdraw()
  if (json) print({ account, amountWei, sent: true, txHash })
  else process.stdout.write(`${sum} withdrawn in ${txHash}\n`)
}

/** A refusal of the contract is an answer; everything else is nothing to compare with. */
function failed(error: unknown, json: boolean | undefined): number {
  failWith(error, json === true)
  return isGridError(error, 'LEDGER_REFUSED') ? 1 : 2
}

function describeRaised({
  verdict,
  shown,
  here,
  terms,
  horizon,
  foreseen,
  txHash,
}: Raised): string {
  const { id, leaf } = shown
  const lines = [
    `unit ${leaf.unitIndex} of job ${leaf.jobId}, batch ${id}, credited to ${leaf.account}`,
    `  committed  ${leaf.outputHash}, ${leaf.fuel} fuel`,
    `  here       ${here.outputHash}, ${here.fuel} fuel`,
  ]
  if (verdict === 'right')
    return [...lines, 'it is right: a challenge would lose the bond', ''].join('\n')
  const { bondWei, potWei, attestors, rulingQuorum } = terms
  const reward = potWei < bondWei ? potWei : bondWei
  const until = new Date(horizon * 1_000).toISOString()
  return [
    ...lines,
    `a challenge takes a bond of ${formatWei(bondWei)}${foreseen ? ` and ${describeCost(foreseen)}` : ''}`,
    `  upheld when ${rulingQuorum} of ${attestors.length} attestors get the same: the batch is voided,` +
      ` and the bond comes back with ${formatWei(reward)}`,
    `  lost when they get what was committed, or when nobody rules before ${until}`,
    txHash === null
      ? 'nothing was sent: add --keystore FILE --yes to send'
      : `challenged in ${txHash}`,
    '',
  ].join('\n')
}

function describeSettled(outcomes: readonly Settled[], sent: boolean): string {
  const lines = outcomes.map((outcome) => {
    const head = `batch ${outcome.batchId}, unit ${outcome.unit}`
    switch (outcome.verdict) {
      case 'can be settled':
        return `${head}: would be ${outcome.ends}, for ${describeCost(outcome)}`
      case 'settled':
        return `${head}: ${outcome.ends} in ${outcome.txHash}`
      case 'waiting':
        return `${head}: ${outcome.signed} of ${outcome.quorum} attestors have signed the same`
      case 'refused':
        return `${head}: refused\n  ${outcome.reason}`
    }
  })
  const open = outcomes.some(({ verdict }) => verdict === 'can be settled')
  return [
    ...(outcomes.length === 0 ? ['no challenge is open'] : lines),
    ...(open && !sent ? ['nothing was sent: add --keystore FILE --yes to send'] : []),
    '',
  ].join('\n')
}
