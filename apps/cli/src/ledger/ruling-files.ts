/** Ruling files on disk, and whether they are about the ledger that was meant. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { RULING_FILE_BYTES_MAX, decodeRulingFile, encodeRulingFile } from '@pumasi/proof'
import type { RulingFile, SigningDomain } from '@pumasi/proof'
import { readBounded } from '../terminal/read-bounded.ts'

/** Puts it where it is whole or not at all; answers where. @throws `USAGE` */
export async function writeRuling(
  folder: string,
  attestor: Account,
  ruling: RulingFile,
): Promise<string> {
  const path = join(folder, `${ruling.outcome.unit}-${attestor}.json`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(`${path}.part`, encodeRulingFile(ruling))
    await rename(`${path}.part`, path)
  } catch (cause) {
    throw new GridError('USAGE', `cannot write ${path}: ${(cause as Error).message}`, {
      hint: 'Choose a folder this user may write to with --rulings.',
      cause,
    })
  }
  return path
}

/** @throws `FILE_MISSING`, `RULING_FILE_UNREADABLE`, `RULING_FILE_ELSEWHERE` */
export async function readRulings(
  paths: readonly string[],
  { chainId, ledger }: SigningDomain,
): Promise<readonly RulingFile[]> {
  const rulings: RulingFile[] = []
  for (const path of paths) {
    const ruling = decodeRulingFile(await readBounded(path, RULING_FILE_BYTES_MAX))
    const { chain } = ruling
    if (chain.chainId !== chainId || chain.ledger !== ledger) {
      throw new GridError(
        'RULING_FILE_ELSEWHERE',
        `found in ${path} a ruling on ledger ${chain.ledger}, chain ${chain.chainId}, ` +
          `expected ${ledger}, chain ${chainId}`,
        { hint: 'Give the rulings of this ledger’s attestors.' },
      )
    }
    rulings.push(ruling)
  }
  return rulings
}
