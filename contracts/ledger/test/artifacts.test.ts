/** What is kept in the repository is what the sources and scripts make today. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { vectors, vectorsFolder } from '../scripts/vectors.ts'
import { gridLedgerAbi, loadBytecode } from '../src/index.ts'

const read = (url: URL): unknown => JSON.parse(readFileSync(url, 'utf8'))

describe('what others read of the contract', () => {
  it('is the ABI the compiler makes; `npm run abi` writes it again', () => {
    const built = read(new URL('../dist/GridLedger.json', import.meta.url))
    expect(built).toEqual({ abi: gridLedgerAbi, bytecode: loadBytecode() })
  })

  it('fits on a chain: at most 24,576 bytes', () => {
    expect((loadBytecode() ?? '').length / 2).toBeLessThan(24_576)
  })
})

describe('vectors', () => {
  it.each(Object.entries(vectors))(
    '%s: kept as made; `npm run vectors` writes it',
    (name, made) => {
      expect(read(new URL(`${name}.json`, vectorsFolder))).toEqual(made)
    },
  )
})
