/** The local chain as a process: `node chain.ts STATE_FILE PORT KEY_FILE [LEDGER]`. */
import { readFile } from 'node:fs/promises'
import { deployLedger, startLocalChain } from '@pumasi/chain'
import type { Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { persistently, tellOwner, untilOwnerEnds } from './until-owner-ends.ts'

const [, , stateFile = '', port = '', keyFile = '', known] = process.argv
const privateKey = (await readFile(keyFile, 'utf8')).trim() as Hex
const options = { stateFile, port: Number(port), fund: [accountOfKey(privateKey)] }
// Its predecessor's anvil dies a moment after the predecessor.
const chain = await persistently(40, 250, () => startLocalChain(options))
untilOwnerEnds(chain.close)
const { rpcUrl, restoredFrom } = chain
const ledger = known ?? (await deployLedger({ rpcUrl, privateKey }))
await chain.save()
tellOwner({ type: 'ready', rpcUrl, restoredFrom, ledger })
await chain.exited
process.exit(1)
