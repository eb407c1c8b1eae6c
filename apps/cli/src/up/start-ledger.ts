/** The local chain with the grid's ledger on it, found again or deployed. */
import { connectLedger, deployLedger, localChainId, startLocalChain } from '@pumasi/chain'
import type { LocalChain } from '@pumasi/chain'
import { GridError, isGridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import type { DataDir } from './data-dir.ts'

export interface LocalLedger {
  readonly chain: LocalChain
  readonly ledger: Account
  readonly committerKeyFile: string
}

/**
 * @param pageOrigin where the console is, whose pages may ask the chain
 * @throws `LEDGER_LOST` when the chain forgot a ledger that cannot be deployed again alike
 */
export async function startLedger(dir: DataDir, pageOrigin: string): Promise<LocalLedger> {
  const privateKey = await dir.keepKey('committer')
  const chain = await startLocalChain({
    stateFile: dir.path('chain.state'),
    fund: [accountOfKey(privateKey)],
    pageOrigin,
  })
  try {
    const { rpcUrl } = chain
    const known = await dir.readGrid()
    const ledger = known?.ledger ?? (await deployLedger({ rpcUrl, privateKey }))
    if (known === null) await dir.writeGrid({ format: 1, chainId: localChainId, ledger })
    else await findAgain(rpcUrl, privateKey, ledger)
    await chain.save()
    return { chain, ledger, committerKeyFile: dir.path('keys', 'committer.key') }
  } catch (error) {
    await chain.close()
    throw error
  }
}

/** A chain begun anew gives the same deployer the same first address, so nothing signed is lost. */
async function findAgain(rpcUrl: string, privateKey: string, ledger: Account): Promise<void> {
  try {
    await connectLedger({ rpcUrl, address: ledger }).identify()
  } catch (error) {
    if (!isGridError(error, 'CHAIN_NO_CONTRACT')) throw error
    const deployed = await deployLedger({ rpcUrl, privateKey })
    if (deployed === ledger) return
    throw new GridError(
      'LEDGER_LOST',
      `found no ledger at ${ledger}; a new one is at ${deployed}`,
      {
        hint: 'The local chain lost its ledger: restore chain.state from a copy, or start with a new --data.',
        details: { expected: ledger, found: deployed },
      },
    )
  }
}
