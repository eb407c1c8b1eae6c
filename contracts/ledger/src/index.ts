/** The compiled contract for those who deploy it or talk to it; nothing of Hardhat at run time. */
import { existsSync, readFileSync } from 'node:fs'
import abi from '../abi/GridLedger.json' with { type: 'json' }

/** ABI of `GridLedger`, kept in the repository; a test holds it equal to the compiler's. */
export const gridLedgerAbi = abi

const compiled = new URL('../dist/GridLedger.json', import.meta.url)

/** Creation bytecode of `GridLedger` without constructor arguments; null before `ledger:build`. */
export const loadBytecode = (): `0x${string}` | null =>
  existsSync(compiled)
    ? (JSON.parse(readFileSync(compiled, 'utf8')) as { bytecode: `0x${string}` }).bytecode
    : null
