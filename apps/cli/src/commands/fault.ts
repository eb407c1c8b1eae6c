/** `pumasi fault`: bring what an audit found, and what proves itself, before the contract. */
import type { Command } from 'commander'
import { connectLedger, rehearseActions } from '@pumasi/chain'
import { GridError } from '@pumasi/domain'
import { findFaults, auditLedger } from '@pumasi/engine'
import type { LedgerReader } from '@pumasi/engine'
import type { FaultProof } from '@pumasi/proof'
import { createNodeExecutor } from '@pumasi/sandbox'
import { accelerate } from '../audit/accelerate.ts'
import { readFaults } from '../ledger/fault-files.ts'
import {
  addLedgerOptions,
  addWalletOptions,
  anybody,
  describeCost,
  formatWei,
  openWallet,
} from '../ledger/options.ts'
import type { LedgerOptions, WalletOptions } from '../ledger/options.ts'
import { submitFaults } from '../ledger/submit-faults.ts'
import type { FaultOutcome } from '../ledger/submit-faults.ts'
import { mirrorAt } from '../mirror/mirror-at.ts'
import { failWith, print } from '../terminal/failure.ts'

interface FaultOptions extends LedgerOptions, WalletOptions {
  readonly fromAudit?: boolean
  readonly mirror?: string
  readonly yes?: boolean
}

export function addFaultCommand(program: Command): void {
  const fault = program
    .command('fault')
    .description('Have batches voided whose own leaves cannot be right')
    .argument('[file]', 'written by pumasi audit --faults')
  addWalletOptions(addLedgerOptions(fault))
    .option('--from-audit', 'look for faults now, instead of reading them from a file')
    .option('--mirror <url|folder>', 'any copy of the data, for --from-audit')
    .option('--yes', 'send; without it everything is only rehearsed')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Anybody may: no role is asked for, only gas. Each fault is tried on the node first, which costs
nothing and says what it would cost; with --keystore and --yes what holds is sent.

Exit code: 0 every fault holds, or has voided its batch; 1 the contract refuses one, and why;
2 nothing to submit to or with (no such file, another ledger, an unreachable node).

Examples:
  pumasi audit --rpc URL --ledger 0x5fbd... --mirror copy --faults faults.json
  pumasi fault faults.json --rpc URL --ledger 0x5fbd...
  pumasi fault faults.json --rpc URL --ledger 0x5fbd... --keystore wallet.json --yes
  pumasi fault --from-audit --mirror copy --rpc URL --ledger 0x5fbd...`,
    )
    .action(submit)
}

async function submit(file: string | undefined, options: FaultOptions): Promise<void> {
  const { rpc, ledger: address, yes, json } = options
  try {
    const ledger = connectLedger({ rpcUrl: rpc, address })
    const faults = await gather(file, options, ledger)
    const actions = yes ? await openWallet(options, options) : null
    const from = actions?.account ?? anybody
    const outcomes = await submitFaults(
      faults,
      rehearseActions({ rpcUrl: rpc, address, from }),
      actions,
      (outcome) => void (json || process.stdout.write(describe(outcome))),
    )
    const ok = outcomes.every(({ verdict }) => verdict !== 'refused')
    if (json) print({ ok, sent: actions !== null, outcomes })
    else process.stdout.write(conclude(outcomes, actions !== null))
    process.exitCode = ok ? 0 : 1
  } catch (error) {
    failWith(error, json === true)
    process.exitCode = 2
  }
}

async function gather(
  file: string | undefined,
  { fromAudit, mirror }: FaultOptions,
  ledger: LedgerReader,
): Promise<readonly FaultProof[]> {
  if ((file === undefined) !== (fromAudit === true)) {
    throw new GridError('USAGE', 'expected a file, or --from-audit, and not both', {
      hint: 'Write a file with pumasi audit --faults FILE.',
    })
  }
  if (file !== undefined) return readFaults(file, await ledger.identify())
  if (mirror === undefined) {
    throw new GridError('USAGE', 'found --from-audit without --mirror', {
      hint: 'Give any copy of the data: a folder, or a coordinator’s URL.',
    })
  }
  await accelerate()
  const executor = createNodeExecutor({ threads: 1 })
  try {
    const ports = { ledger, mirror: mirrorAt(mirror) }
    // What executions find no leaf proves.
    const { findings } = await auditLedger({ ...ports, executor }, { sample: 0, parallel: 1 })
    return await findFaults(ports, findings)
  } finally {
    await executor.close()
  }
}

function describe(outcome: FaultOutcome): string {
  const head = `batch ${outcome.batchId}, ${outcome.fault}`
  switch (outcome.verdict) {
    case 'holds':
      return `${head}: holds, and would void the batch for ${describeCost(outcome)}\n`
    case 'voided':
      return `${head}: voided in ${outcome.txHash} for ${outcome.gas} gas, ${formatWei(outcome.feeWei)}\n`
    case 'voided before':
      return `${head}: voided already\n`
    case 'refused':
      return `${head}: refused\n  ${outcome.reason}\n`
  }
}

function conclude(outcomes: readonly FaultOutcome[], sent: boolean): string {
  if (outcomes.length === 0) return 'no faults: nothing here proves itself on the chain\n'
  const open = outcomes.some(({ verdict }) => verdict === 'holds')
  return open && !sent ? 'nothing was sent: add --keystore FILE --yes to send\n' : ''
}
