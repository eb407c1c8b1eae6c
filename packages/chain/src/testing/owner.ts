/** A process that owns a local chain until it is killed: `node owner.ts STATE_FILE`. */
import { accountOfKey } from '@pumasi/proof'
import { startLocalChain } from '../local/local-chain.ts'
import { committerKey } from './chain.ts'

const [, , stateFile = ''] = process.argv
const chain = await startLocalChain({ stateFile, fund: [accountOfKey(committerKey)] })
process.stdout.write(`${chain.rpcUrl}\n`)
await chain.exited
