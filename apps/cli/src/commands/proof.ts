/** `pumasi proof`: one output with everything that convinces a stranger who has the chain. */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { connectLedger } from '@pumasi/chain'
import { GridError } from '@pumasi/domain'
import { proveUnit } from '@pumasi/engine'
import type { WantedUnit } from '@pumasi/engine'
import { accelerateKeccak, encodeProofFile } from '@pumasi/proof'
import { addLedgerOptions } from '../ledger/options.ts'
import type { LedgerOptions } from '../ledger/options.ts'
import { mirrorAt } from '../mirror/mirror-at.ts'
import { unitArgument } from '../terminal/options.ts'
import { startProgress } from '../terminal/progress.ts'

interface ProofOptions extends LedgerOptions {
  readonly mirror: string
  readonly out?: string
}

export function addProofCommand(program: Command): void {
  const command = program
    .command('proof')
    .description('Write a file that proves one output to whoever has the chain')
    .argument('<unit>', 'JOB:INDEX, as in 0xb4b9...1cc6:17', unitArgument)
  addLedgerOptions(command)
    .requiredOption('--mirror <url|folder>', 'any copy of the data')
    .option('--out <file>', 'where to write it; stdout when not given')
    .addHelpText(
      'after',
      `
The file needs neither coordinator nor mirror to be verified (docs/proof-file.md).

Examples:
  pumasi proof 0xb4b9...1cc6:17 --rpc URL --ledger 0x5fbd... --mirror copy --out unit-17.json
  pumasi verify unit-17.json --rpc URL --ledger 0x5fbd...`,
    )
    .action(proof)
}

async function proof(unit: WantedUnit, { rpc, ledger, mirror, out }: ProofOptions): Promise<void> {
  await accelerateKeccak()
  const progress = startProgress('batches searched')
  const ports = {
    ledger: connectLedger({ rpcUrl: rpc, address: ledger }),
    mirror: mirrorAt(mirror),
  }
  const text = encodeProofFile(await proveUnit(ports, unit, progress.update))
  progress.end()
  if (out === undefined) process.stdout.write(text)
  else await save(out, text)
}

async function save(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: unknown) => {
    throw new GridError('USAGE', `cannot write ${file}: ${(cause as Error).message}`, {
      hint: 'Choose a place this user may write with --out.',
      cause,
    })
  })
}
