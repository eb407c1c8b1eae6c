/** Fault files on disk, and whether one is about the ledger that was meant. */
import { writeFile } from 'node:fs/promises'
import { GridError } from '@pumasi/domain'
import type { LedgerIdentity } from '@pumasi/engine'
import { FAULT_FILE_BYTES_MAX, decodeFaultFile, encodeFaultFile } from '@pumasi/proof'
import type { FaultProof } from '@pumasi/proof'
import { readBounded } from '../terminal/read-bounded.ts'

/** @throws `USAGE` when the file cannot be written */
export async function writeFaults(
  path: string,
  { chainId, address }: LedgerIdentity,
  faults: readonly FaultProof[],
): Promise<void> {
  const chain = { chainId, ledger: address }
  const text = encodeFaultFile({ format: 'pumasi-faults', version: 1, chain, faults })
  await writeFile(path, text).catch((cause: unknown) => {
    throw new GridError('USAGE', `cannot write ${path}: ${(cause as Error).message}`, {
      hint: 'Choose a place this user may write with --faults.',
      cause,
    })
  })
}

/** @throws `FILE_MISSING`, `FAULT_FILE_UNREADABLE`, `FAULT_FILE_ELSEWHERE` */
export async function readFaults(
  path: string,
  { chainId, address }: LedgerIdentity,
): Promise<readonly FaultProof[]> {
  const { chain, faults } = decodeFaultFile(await readBounded(path, FAULT_FILE_BYTES_MAX))
  if (chain.chainId === chainId && chain.ledger === address) return faults
  const found = `ledger ${chain.ledger} on chain ${chain.chainId}`
  throw new GridError(
    'FAULT_FILE_ELSEWHERE',
    `found faults of ${found}, expected ${address} on chain ${chainId}`,
    { hint: 'Give the ledger, and a node of the chain, that the audit was of.' },
  )
}
