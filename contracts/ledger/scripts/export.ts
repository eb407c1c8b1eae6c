/**
 * Takes what others need out of Hardhat's artifact: `dist/GridLedger.json` (abi and bytecode, at
 * every build) and, with `--abi`, the kept `abi/GridLedger.json`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const room = new URL('../', import.meta.url)
const artifact = JSON.parse(
  readFileSync(new URL('artifacts/src/GridLedger.sol/GridLedger.json', room), 'utf8'),
) as { abi: unknown; bytecode: string }

mkdirSync(new URL('dist/', room), { recursive: true })
writeFileSync(
  new URL('dist/GridLedger.json', room),
  JSON.stringify({ abi: artifact.abi, bytecode: artifact.bytecode }),
)
if (process.argv.includes('--abi'))
  writeFileSync(new URL('abi/GridLedger.json', room), `${JSON.stringify(artifact.abi, null, 2)}\n`)
