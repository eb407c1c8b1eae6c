/** The compiled contract for those who deploy it; nothing of Hardhat at run time. */
import { existsSync, readFileSync } from 'node:fs'

export * from './abi.ts'

const compiled = new URL('../dist/GridLedger.json', import.meta.url)

/** Creation bytecode of `GridLedger` without constructor arguments; null before `ledger:build`. */
export const loadBytecode = (): `0x${string}` | null =>
  existsSync(compiled)
    ? (JSON.parse(readFileSync(compiled, 'utf8')) as { bytecode: `0x${string}` }).bytecode
    : null
