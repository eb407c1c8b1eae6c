/** `pumasi verify`: does a proof file hold against a chain? */
import type { Command } from 'commander'
import { connectLedger } from '@pumasi/chain'
import { formatCredit, isGridError } from '@pumasi/domain'
import { fetchChainEvidence } from '@pumasi/engine'
import { PROOF_FILE_BYTES_MAX, decodeProofFile, verifyProofFile } from '@pumasi/proof'
import type { ProofFault, ProofFile } from '@pumasi/proof'
import { addLedgerOptions } from '../ledger/options.ts'
import type { LedgerOptions } from '../ledger/options.ts'
import { failWith, print } from '../terminal/failure.ts'
import { readBounded } from '../terminal/read-bounded.ts'

export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .description('Check a proof file against a chain')
    .argument('<file>', 'written by pumasi proof')
  addLedgerOptions(command)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
It is held against the ledger you name, whatever ledger the file names.

Exit code: 0 the file holds; 1 it does not, and which field is wrong; 2 nothing to compare with
(an unreachable node, or one that is behind, no ledger there, no such file).

Example:
  pumasi verify unit-17.json --rpc http://127.0.0.1:8545 --ledger 0x5fbd...`,
    )
    .action(verify)
}

async function verify(path: string, { rpc, ledger, json }: LedgerOptions): Promise<void> {
  try {
    const file = decodeProofFile(await readBounded(path, PROOF_FILE_BYTES_MAX))
    const reader = connectLedger({ rpcUrl: rpc, address: ledger })
    const fault = verifyProofFile(file, await fetchChainEvidence(reader, file))
    tell(file, fault, json === true)
    process.exitCode = fault === null ? 0 : 1
  } catch (error) {
    failWith(error, json === true)
    // A file whose form is broken has been changed; a node that does not answer says nothing.
    const broken =
      isGridError(error, 'PROOF_FILE_UNREADABLE') || isGridError(error, 'LEDGER_DAMAGED')
    process.exitCode = broken ? 1 : 2
  }
}

function tell(file: ProofFile, fault: ProofFault | null, json: boolean): void {
  const { batch, unit, chain, receipts, inclusion } = file
  const accounts = receipts.map(({ receipt }) => receipt.account)
  if (json) {
    print({ ok: fault === null, fault, chain, batch: { ...batch }, unit, accounts })
    return
  }
  if (fault !== null) {
    const { field, found, expected } = fault
    process.stdout.write(
      `This proof does not hold: ${field} is wrong.\n  found ${found}\n  expected ${expected}\n`,
    )
    return
  }
  const credit = inclusion.leaves.reduce((sum, { creditMicro }) => sum + creditMicro, 0n)
  process.stdout.write(
    [
      `This proof holds: ${accounts.length} accounts signed the output ${unit.outputHash}.`,
      `  unit ${unit.unitIndex} of job ${unit.jobId}, ${unit.exitClass}, ${unit.fuel} fuel`,
      `  program ${unit.programHash}`,
      `  accounts ${accounts.join(', ')}: ${formatCredit(credit)} credits`,
      `  batch ${batch.id} of ledger ${chain.ledger}, chain ${chain.chainId}`,
      `  committed ${new Date(batch.header.committedAt * 1_000).toISOString()} in ${batch.txHash}`,
      '',
    ].join('\n'),
  )
}
